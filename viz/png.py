"""SVG를 PNG로.

Render an SVG as PNG, by resvg, with a Korean font that comes from PyPI.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from micrograd_ko.errors import LayoutError

__all__ = ["expect_png", "korean_font", "to_png"]

INSTALL = "python -m pip install resvg-py pylopdf-fonts-ko matplotlib"  # the extra `plot`


def korean_font() -> Path | None:
    """pip으로 설치한 한국어 글꼴 파일.

    Find the Korean font file that the extra `plot` installs, or None.
    """
    return _packaged("pylopdf_fonts_ko", "NotoSansKR-Regular.otf")


def _packaged(package: str, file: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / file
    return path if path.is_file() else None


def expect_png() -> Path:
    """PNG를 만들 수 있는지 본다.

    Find the Korean font, or raise a LayoutError where what a PNG needs is not installed.
    """
    font = korean_font()
    if find_spec("resvg_py") is None or font is None:
        raise LayoutError("draw.png.missing", install=INSTALL)
    return font


def to_png(svg: str, *, zoom: int = 2) -> bytes:
    """SVG 글을 PNG로.

    Render SVG text as PNG bytes, `zoom` pixels to each of the SVG's. Only fonts from packages are
    used, so every machine draws the same: Noto Sans KR, and the DejaVu fonts that matplotlib
    carries for numbers and for signs such as ₁.

    Raises:
        LayoutError: resvg-py or the Korean font is not installed.
    """
    font = expect_png()
    import resvg_py

    dejavu = [
        _packaged("matplotlib", f"mpl-data/fonts/ttf/{name}.ttf")
        for name in ("DejaVuSans", "DejaVuSansMono")
    ]
    mono = "DejaVu Sans Mono" if dejavu[1] else "Noto Sans KR"
    return bytes(resvg_py.svg_to_bytes(
        svg_string=svg.replace('font-family="Courier', f'font-family="{mono}'), zoom=zoom, dpi=96,
        background="white",
        font_files=[str(path) for path in (font, *dejavu) if path], skip_system_fonts=True,
        font_family="Noto Sans KR", sans_serif_family="Noto Sans KR", serif_family="Noto Sans KR",
        monospace_family=mono,
    ))  # fmt: skip
