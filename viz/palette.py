"""색: 종류마다, 그리고 기울기의 부호와 크기로.

Choose colours: one pair for each kind of node, and one scale for the sign and size of a gradient.
Colour is never the only sign: the kind is written on the card, the number in its cell.
"""

from __future__ import annotations

from math import copysign, isfinite

__all__ = [
    "BEFORE", "DARK", "GLOW", "GREY_TEXT", "INK", "KINDS", "NAN", "OP", "PHASES", "STOPS", "STRONG",
    "gradient_colours", "pen", "scale", "shade",
]  # fmt: skip

INK, GREY_TEXT, OP, NAN = "#1B1F24", "#4B5563", "#2F3A45", "#D92D20"
# of a gradient from before: its cell, which is off the scale; its dashed frame and its note
BEFORE = ("#DDF3EE", "#0F766E")
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
PHASES = {"forward": "#1F6FB2", "backward": "#B2182B"}
GLOW = "#F0A020"  # of what the current step is about
STRONG = 0.72  # from here on the text of a cell is white
DARK = {  # the colours of a drawing, and what takes their place on a dark screen
    "#EAF3FC": "#14283A", "#1F6FB2": "#7FBCEB", "#FFF4E0": "#33270F", "#B8680B": "#F0B45C",
    "#6B7280": "#AAB4C0",
    "#FFFFFF": "#0F1318", "#F5F6F8": "#20262D", "#5B6573": "#AEB8C4", "#F0EAFB": "#2A2140",
    "#6438B5": "#BFA3F2",
    "#E9ECEF": "#2A3037", "#3D4752": "#C3CCD6", "#1B1F24": "#E8EBEF", "#4B5563": "#A7B0BB",
    "#2F3A45": "#51606F",
    "#9AA5B1": "#6B7683", "#B7BFC9": "#4A535E", "#D92D20": "#FF6B5E", "#0F766E": "#4FD1C5",
}  # fmt: skip
STOPS = (-1, -0.66, -0.33, 0, 0.33, 0.66, 1)  # where the legend shows the scale
ZERO, RED, BLUE = (247, 247, 247), (178, 24, 43), (33, 102, 172)


def scale(t: float) -> str:
    """-1(파랑)에서 0(회색)을 지나 1(빨강)까지.

    Mix the colour of a gradient, -1 blue through 0 grey to 1 red.
    """
    end = RED if t > 0 else BLUE
    return "#" + "".join(
        f"{round(zero + abs(t) * (full - zero)):02X}" for zero, full in zip(ZERO, end, strict=True)
    )


def gradient_colours(gradient: float | None, largest: float) -> tuple[str, str]:
    """기울기 칸의 바탕색과 글자색.

    Choose background and text colour of a gradient cell: white while there is none.
    """
    if gradient is None or not isfinite(gradient):
        return "#FFFFFF", INK
    t = shade(gradient, largest)
    return scale(t), "#FFFFFF" if abs(t) > STRONG else INK


def shade(gradient: float, largest: float) -> float:
    """기울기의 색, -1에서 1.

    Place a gradient on the scale: its sign, and its share of the largest.
    """
    if not largest or not isfinite(gradient):
        return 0.0
    return copysign(min(abs(gradient) / largest, 1.0) ** 0.6, gradient)


def pen(share: float | None, largest: float) -> float:
    """기울기가 클수록 굵은 선. Choose the width of a line, by its share of the largest gradient."""
    if share is None or not largest or not isfinite(share):
        return 1.2
    return 1 + 2.6 * min(abs(share) / largest, 1)
