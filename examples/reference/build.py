"""참고서를 만든다: ``python examples/reference/build.py [폴더]``.

Build the reference, in both languages, without a warning: Korean in OUT (build/reference, which git
ignores), English in OUT/en. With ``--links`` ask for each link out of the site, too, which takes a
network, and list them all with what came of it.

Its sources stand in examples/reference because each page is made of examples that run: the tables
are read from the rows of ops, the pages of names from the doors' docstrings, the pictures from
gallery.py, the lessons from their sheets. Neither the wheel nor an import package carries them.

    python -m pip install ".[docs]"
    python examples/reference/build.py
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT)]

from making import LANGUAGES, environment, stage  # noqa: E402

# all is read anew: of what Sphinx does not read again it does not warn again
STRICT = ["-W", "-n", "--keep-going", "-q", "-E", "-a"]


def main(arguments: list[str] | None = None) -> int:
    """모으고, 만들고, 엮는다. Gather what is written, make what is made, bind it; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "build" / "reference")
    parser.add_argument("--links", action="store_true", help="ask for each link out of the site")
    parser.add_argument("--language", choices=LANGUAGES, help="build one language alone")
    given = parser.parse_args(arguments)
    out, began = given.out.resolve(), time.perf_counter()
    work = out.with_name(f"{out.name}.work")
    staged = {each: work / each for each in LANGUAGES if given.language in (None, each)}
    for folder in (out, work):
        shutil.rmtree(folder, ignore_errors=True)
    stage(staged)
    made = time.perf_counter()
    code = bind("html", staged, {each: out if each == "ko" else out / each for each in staged})
    if code == 0:
        took = time.perf_counter()
        print(f"{out}: {took - began:.0f} s, {made - began:.0f} of them what the pages show")
    if code == 0 and given.links:
        asked = {each: work / f"links-{each}" for each in staged}
        code = bind("linkcheck", staged, asked)
        print(links(asked.values()))
    return code


def bind(builder: str, staged: Mapping[str, Path], targets: Mapping[str, Path]) -> int:
    """언어마다 한 프로세스로 나란히 엮는다. Bind the languages side by side; the exit code."""
    workers = []
    for language, folder in staged.items():
        trees = folder.with_name(f"doctrees-{language}")
        places = ["-c", str(HERE), "-d", str(trees), str(folder), str(targets[language])]
        command = [sys.executable, "-m", "sphinx", "-b", builder, *STRICT, *places]
        workers.append(subprocess.Popen(command, env=environment(language)))
    return max(worker.wait() for worker in workers)


def links(folders: Iterable[Path]) -> str:
    """밖으로 나가는 링크 모두. List each link out of the site: what came of it, where it is."""
    found: dict[str, tuple[str, str, list[str]]] = {}
    for folder in folders:
        for line in (folder / "output.json").read_text(encoding="utf-8").splitlines():
            link = json.loads(line)
            if not link["uri"].startswith(("http:", "https:")):
                continue
            place = f"{folder.name.removeprefix('links-')}/{link['filename']}:{link['lineno']}"
            found.setdefault(link["uri"], (link["status"], link["info"], []))[2].append(place)
    lines = []
    for uri, (status, info, places) in sorted(found.items()):
        why = f": {info}" if info else ""
        lines.append(f"{status:<10} {uri}\n{'':<10} {', '.join(places)}{why}")
    wrong = sum(status in ("broken", "timeout") for status, _, _ in found.values())
    return "\n".join([*lines, f"{len(found)} links out of the site, {wrong} dead"])


if __name__ == "__main__":
    sys.exit(main())
