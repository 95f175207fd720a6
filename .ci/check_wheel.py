"""휠에 있어야 할 것이 있고 없어야 할 것이 없는지 본다.

Check that a wheel holds every module, the typing markers, the data and the licence, and nothing
else.
"""

import sys
import zipfile
from pathlib import Path


def main(wheel: str) -> int:
    """휠 하나를 검사한다. Check one wheel; returns the exit code."""
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    info = {
        name.partition(".dist-info/")[2]
        for name in zipfile.ZipFile(wheel).namelist()
        if ".dist-info/" in name
    }
    wanted = {
        str(path) for folder in ("micrograd_ko", "viz") for path in Path(folder).rglob("*.py")
    }
    wanted |= {
        "micrograd_ko/py.typed",
        "viz/py.typed",
        "micrograd_ko/data/penguins.csv",
        "micrograd_ko/data/names.txt",
        "micrograd_ko/data/digits.npz",
        "micrograd_ko/data/README.md",
    }
    wanted |= {str(path) for path in Path("viz/played/assets").iterdir()}
    missing, extra = sorted(wanted - held), sorted(held - wanted)
    absent = sorted({"licenses/LICENSE", "entry_points.txt"} - info)
    print(f"{wheel}: {len(held)} files; missing {missing + absent}, not expected {extra}")
    return int(bool(missing or extra or absent))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
