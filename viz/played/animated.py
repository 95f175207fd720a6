"""PNG 여러 장을 움직이는 그림 하나로, Pillow로.

Join PNGs into one moving picture, by Pillow.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from micrograd_ko.errors import LayoutError

__all__ = ["ANIMATIONS", "MARK", "expect_pillow", "marked", "save_animation"]

ANIMATIONS = ("gif", "apng")
# stands near the start of each file, and tells it from a user's own
MARK = b"made by micrograd_ko save_frames"
HEAD = 33  # bytes of a PNG: its signature and IHDR


def expect_pillow() -> None:
    """Pillow가 있는지 본다.

    Raise a LayoutError where Pillow is not installed; matplotlib brings it.
    """
    if find_spec("PIL") is None:
        raise LayoutError("frames.pillow", install="python -m pip install pillow")


def marked(png: bytes) -> bytes:
    """누가 만들었는지 적은 PNG. Mark a PNG with who made it."""
    words = b"tEXtSoftware\0" + MARK
    chunk = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))
    return png[:HEAD] + chunk + png[HEAD:]


def save_animation(path: Path, pngs: Iterable[bytes], seconds: float) -> None:
    """GIF나 APNG로 저장한다.

    Save a GIF or an APNG, half as wide as the PNGs, that starts over at its end.
    """
    from PIL import Image, PngImagePlugin

    images = []
    for png in pngs:
        image = Image.open(BytesIO(png)).convert("RGB")
        image = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
        # a byte a pixel: Pillow holds them all
        images.append(image.quantize(256, dither=Image.Dither.NONE))
    options: dict[str, Any] = {"format": "GIF", "comment": MARK}
    if path.suffix == ".apng":
        said = PngImagePlugin.PngInfo()
        said.add_text("Software", MARK.decode())
        options = {"format": "PNG", "pnginfo": said}
    milliseconds = max(10, round(seconds * 100) * 10)  # a GIF counts in hundredths of a second
    images[0].save(
        path, save_all=True, append_images=images[1:], duration=milliseconds, loop=0, **options
    )
