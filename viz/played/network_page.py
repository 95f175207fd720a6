"""신경망의 페이지: 동그라미와 선, 누르면 그 계산, 그리고 학습.

Write the page of a network: circles and lines whose numbers are alive, each neuron to be opened as
cards and stepped through, training with its curve, and for two inputs the surface that the network
draws over them. One HTML file, as :mod:`viz.played.page` writes it.
"""

from __future__ import annotations

from micrograd_ko.errors import FormatError

from ..records import NetworkPicture, NetworkSheet, Samples
from .arithmetic import javascript, uncarried
from .page import page_of, span

__all__ = ["to_network_html"]


def to_network_html(
    sheet: NetworkSheet,
    picture: NetworkPicture,
    samples: Samples | None,
    *,
    engine: str | None = None,
) -> str:
    """신경망의 페이지의 글.

    Write the page of a network as text.

    Args:
        sheet: the numbers and names of the graph, and what its circles show when opened.
        picture: circles and lines.
        samples: what the graph can be fed with; None where it holds its samples itself.

    Raises:
        FormatError: an op of the graph cannot be carried over to the page.
        LayoutError: no layout program is installed.
    """
    reasons = uncarried(sheet.sheet.computation)
    if reasons:
        name, why = next(iter(reasons.items()))
        raise FormatError("page.network.op", name=name, why=why["ko"])
    return page_of(
        title="network.page.title",
        svg=_network_svg(picture),
        scenes="".join(
            f'<template id="ui-scene-{i}">{_scene_svg(scene, engine)}</template>'
            for i, scene in enumerate(sheet.opened.scenes)
        ),
        legend=_legend(picture),
        notes="".join(f"<p>{span('page.taken', taken=taken)}</p>" for taken in sheet.sheet.taken),
        data=_data(sheet, picture, samples),
        rules=javascript(sheet.sheet.computation.ops),
    )
