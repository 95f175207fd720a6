"""matplotlib이 쓸 한국어 글꼴.

Find the Korean font for matplotlib: one that is installed, or else the one the extra `plot` brings.
"""

from __future__ import annotations

from importlib.util import find_spec

from micrograd_ko.errors import LayoutError

from ..png import INSTALL, korean_font

__all__ = ["FALLBACK", "FAMILIES", "families"]

# the first found
FAMILIES = (
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "NanumGothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
)
FALLBACK = "DejaVu Sans"  # carried by matplotlib; has the signs a Korean font may lack: ŷ, ✗
# weights; of a variable font matplotlib draws the thinnest, which no slide can show
REGULAR = range(300, 501)


def families() -> list[str]:
    """글꼴 이름 둘: 한국어 글꼴, 그리고 거기 없는 글자를 위한 글꼴.

    Name two font families for matplotlib: a Korean one and one for signs it lacks. The packaged
    font is made known to matplotlib's font manager; no rcParams change.

    Raises:
        LayoutError: matplotlib is missing, or no Korean font is found.
    """
    if find_spec("matplotlib") is None:
        raise LayoutError("plot.missing", install=INSTALL)
    return [_installed() or _packaged(), FALLBACK]


def _installed() -> str | None:
    from matplotlib.font_manager import fontManager

    found = {
        font.name
        for font in fontManager.ttflist
        if font.weight in REGULAR and font.style == "normal"
    }
    return next((family for family in FAMILIES if family in found), None)


def _packaged() -> str:
    path = korean_font()
    if path is None:
        raise LayoutError("plot.font", install=INSTALL, options=", ".join(FAMILIES))
    from matplotlib.font_manager import FontProperties, fontManager

    fontManager.addfont(path)
    return FontProperties(fname=path).get_name()
