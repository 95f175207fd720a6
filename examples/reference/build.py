"""참고서를 짓는다: ``python examples/reference/build.py [폴더]``.

Build the reference, in both languages, without a warning: Korean in OUT (build/reference, which git
ignores), English in OUT/en. With ``--links`` look for dead links out of the site, too, which takes
a network.

Its sources stand in examples/reference because each page is made of examples that run: the tables
are read from the rows of ops, the pages of names from the doors' docstrings, the pictures from
gallery.py, the lessons from their sheets. Neither the wheel nor an import package carries them.

    python -m pip install ".[docs]"
    python examples/reference/build.py
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LANGUAGES = ("ko", "en")
# all is read anew: of what Sphinx does not read again it does not warn again
STRICT = ["-W", "-n", "--keep-going", "-q", "-E", "-a"]


def main(arguments: list[str] | None = None) -> int:
    """두 언어를 나란히 짓는다. Build both languages, side by side; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "build" / "reference")
    parser.add_argument("--links", action="store_true", help="ask for each link out of the site")
    parser.add_argument("--language", choices=LANGUAGES, help="build one language alone")
    given = parser.parse_args(arguments)
    out = given.out.resolve()
    if given.language:
        return build(given.language, out, links=given.links)
    began = time.perf_counter()
    shutil.rmtree(out, ignore_errors=True)
    code = max(worker.wait() for worker in [_worker(each, out, given.links) for each in LANGUAGES])
    if code == 0:
        print(f"{out / 'index.html'}: {time.perf_counter() - began:.0f} s")
    return code


def _worker(language: str, out: Path, links: bool) -> subprocess.Popen[bytes]:
    """한 언어는 한 프로세스: 말은 프로세스마다 하나다.

    A language is a process, as a process speaks one language.
    """
    command = [sys.executable, __file__, str(out), "--language", language, *["--links"] * links]
    environment = os.environ | {"MICROGRAD_KO_LANG": language, "PYTHONUTF8": "1"}
    return subprocess.Popen(command, env=environment)


def build(language: str, out: Path, *, links: bool = False) -> int:
    """한 언어를 짓는다: 원고를 모으고, 만들고, 엮는다.

    Build one language: gather what is written, make what is made, bind it.
    """
    os.environ["MICROGRAD_KO_LANG"] = language  # read on import, and by conf.py
    sys.path[:0] = [str(HERE), str(ROOT)]
    from making import stage
    from sphinx.cmd.build import build_main

    work = out.with_name(f"{out.name}.work")
    staged, target = work / language, out if language == "ko" else out / language
    shutil.rmtree(staged, ignore_errors=True)
    stage(language, staged)
    common = [*STRICT, "-c", str(HERE), "-d", str(work / f"doctrees-{language}"), str(staged)]
    code = build_main(["-b", "html", *common, str(target)])
    if links and code == 0:
        code = build_main(["-b", "linkcheck", *common, str(work / f"links-{language}")])
    return code


if __name__ == "__main__":
    sys.exit(main())
