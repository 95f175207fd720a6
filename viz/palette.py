"""색: 종류마다, 그리고 기울기의 부호와 크기로.

Colours: one pair for each kind of node, and one scale for the sign and size of a gradient.
Colour is never the only sign: the kind is written on the card, the number in its cell.
"""

from __future__ import annotations

from math import isfinite

__all__ = ["GREY_TEXT", "INK", "KINDS", "NAN", "OP", "STOPS", "gradient_colours", "pen", "scale"]

INK, GREY_TEXT, OP, NAN = "#1B1F24", "#4B5563", "#2F3A45", "#D92D20"
KINDS = {  # kind: background, foreground
    "input": ("#EAF3FC", "#1F6FB2"),
    "weight": ("#FFF4E0", "#B8680B"),
    "bias": ("#FFF4E0", "#B8680B"),
    "constant": ("#FFFFFF", "#6B7280"),
    "intermediate": ("#F5F6F8", "#5B6573"),
    "loss": ("#F0EAFB", "#6438B5"),
    "result": ("#F0EAFB", "#6438B5"),
    "folded": ("#E9ECEF", "#3D4752"),
}
STOPS = (-1, -0.66, -0.33, 0, 0.33, 0.66, 1)  # where the legend shows the scale
ZERO, RED, BLUE = (247, 247, 247), (178, 24, 43), (33, 102, 172)


def scale(t: float) -> str:
    """-1(파랑)에서 0(회색)을 지나 1(빨강)까지. The colour of a gradient, -1 blue through 0 grey to 1 red."""
    end = RED if t > 0 else BLUE
    return "#" + "".join(f"{round(zero + abs(t) * (full - zero)):02X}" for zero, full in zip(ZERO, end, strict=True))


def gradient_colours(gradient: float | None, largest: float) -> tuple[str, str]:
    """기울기 칸의 바탕색과 글자색. Background and text colour of a gradient cell: white while there is none."""
    if gradient is None or not isfinite(gradient):
        return "#FFFFFF", INK
    t = (abs(gradient) / largest) ** 0.6 if largest else 0.0
    return scale(t if gradient > 0 else -t), "#FFFFFF" if t > 0.72 else INK


def pen(share: float | None, largest: float) -> float:
    """기울기가 클수록 굵은 선. How wide a line is drawn, by its share of the largest gradient."""
    if share is None or not largest or not isfinite(share):
        return 1.2
    return 1 + 2.6 * min(abs(share) / largest, 1)
