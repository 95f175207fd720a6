"""신경망의 움직이는 페이지.

Write the live page of a network. It is still to be made.
"""

from __future__ import annotations

from micrograd_ko.errors import FormatError

from ..records import NetworkPicture, Samples

__all__ = ["to_network_html"]


def to_network_html(samples: Samples, picture: NetworkPicture, *, engine: str | None = None) -> str:
    """페이지의 글. Write the page as text."""
    raise FormatError("network.page")
