"""신경망의 페이지: 동그라미와 선, 누르면 그 계산, 그리고 학습.

Write the page of a network: circles and lines whose numbers are alive, each neuron to be opened as
cards and stepped through, training with its curve, and for two inputs the surface that the network
draws over them. One HTML file, as :mod:`viz.played.page` writes it.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from micrograd_ko.errors import FormatError
from micrograd_ko.language import get_language
from micrograd_ko.messages import LANGUAGES

from ..drawn import column_title, to_network_svg
from ..palette import STRONG
from ..records import NetworkPicture, NetworkSheet, Opened, Part, Samples, network_sheet
from .arithmetic import in_json, javascript, uncarried
from .document import page_of, slimmed, span
from .page import live_data, scene_data, speaking
from .stage import SVG

__all__ = ["to_network_html"]


def to_network_html(samples: Samples, picture: NetworkPicture, *, engine: str | None = None) -> str:
    """신경망의 페이지의 글.

    Write the page of a network as text.

    Args:
        samples: the graph, and what it can be fed with.
        picture: its circles and lines.

    Raises:
        FormatError: an op of the graph cannot be carried over to the page, or it is too large.
        LayoutError: no layout program is installed.
    """
    sheet = network_sheet(
        samples.roots, leaves=samples.leaves, inputs=samples.inputs, outputs=samples.outputs
    )
    for name, why in uncarried(sheet.sheet.computation).items():
        raise FormatError("page.network.op", name=name, why=why[get_language()])
    return page_of(
        title="page.network.title",
        svg=_svg(picture),
        scenes="".join(
            f'<template id="ui-scene-{i}">{speaking(scene.picture, engine)}</template>'
            for i, scene in enumerate(sheet.scenes)
        ),
        legend=_legend(picture, samples),
        notes=_notes(sheet, samples),
        data={
            "strong": STRONG,
            "live": live_data(sheet.sheet),
            "samples": _samples(sheet, samples) if len(samples.rows) > 1 else None,
            "network": {**_network(sheet, picture), "trains": samples.has_loss},
        },
        rules=javascript(sheet.sheet.computation.ops),
    )


def _notes(sheet: NetworkSheet, samples: Samples) -> str:
    """알아 둘 것. Say what stays as it was, and what a step lowers."""
    found = [span("page.taken", taken=taken) for taken in sheet.sheet.taken]
    if samples.has_loss and len(samples.rows) > 1 and not samples.mean:
        found.append(span("page.network.not_mean"))
    return "".join(f"<p>{note}</p>" for note in found)


def _svg(picture: NetworkPicture) -> str:
    """동그라미와 선. Write circles and lines, with the words of both languages."""
    svg = ElementTree.fromstring(to_network_svg(picture, active=True, legend=False))
    for layer, element in enumerate(svg.iterfind(f".//{SVG}text[@class='column']")):
        for language in LANGUAGES:
            element.set(f"data-{language}", column_title(picture, layer, language))
    return slimmed(svg)


def _legend(picture: NetworkPicture, samples: Samples) -> str:
    found = ['<span>− <span class="scale"></span> + <span id="ui-scale"></span></span>']
    if left_out := sum(picture.hidden):
        found.append(span("page.network.hidden", count=left_out))
    if picture.outside:
        found.append(span("network.outside", count=picture.outside))
    if samples.rows and len(samples.rows) < samples.count:
        found.append(span("page.network.rows", shown=len(samples.rows), count=samples.count))
    return "".join(found)


# ── data ──


def _network(sheet: NetworkSheet, picture: NetworkPicture) -> dict[str, Any]:
    return {
        "colour": picture.colour,
        "sizes": picture.sizes,
        "known": picture.known,
        "sample": picture.sample,
        "scenes": [scene_data(scene) for scene in sheet.scenes],
        "units": [_unit(part) for part in sheet.parts],
        "loss": None if sheet.loss is None else _opened(sheet.loss),
    }


def _unit(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "weights": [{"id": id, "node": node, "source": source} for id, node, source in part.wires],
        "biases": part.biases,
        "passes": list(map(_opened, part.passes)),
    }


def _opened(one: Opened) -> dict[str, Any]:
    return {"value": one.value, "before": one.before, "scene": one.scene, "nodes": one.nodes}


def _samples(sheet: NetworkSheet, samples: Samples) -> dict[str, Any]:
    """표본들. 아무 데도 쓰이지 않는 잎은 그래프에 없다.

    Gather the samples. A leaf that nothing uses is not in the graph.
    """
    leaves, inputs = sheet.places["leaves"], sheet.places["inputs"]
    used = [k for k, place in enumerate(leaves) if place >= 0]
    targets = [x for target in samples.targets for x in _flat(target)] or [0.0]
    low, high = min(targets), max(targets)
    one = len(samples.outputs) == 1
    return {
        "leaves": [leaves[k] for k in used],
        "inputs": [place for place in inputs if place >= 0],
        "outputs": sheet.places["outputs"],
        "rows": [[in_json(row[k]) for k in used] for row in samples.rows],
        "targets": [
            tuple(map(float, target)) if isinstance(target, tuple) else target
            for target in samples.targets  # a bool is no number to the page
        ],
        "chosen": samples.row,
        "mean": samples.mean,
        "classes": bool(samples.targets) and (not one or len(set(targets)) == 2),
        "threshold": samples.threshold,
        "middle": (low + high) / 2,
        "reach": max((high - low) / 2, 0.5),
    }


def _flat(target: Any) -> tuple[float, ...]:
    return target if isinstance(target, tuple) else (target,)
