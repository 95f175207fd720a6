"""큰 그래프의 자리 잡기.

Find places for the cards of a large graph: layers from the top down, ordered to cross little
(Sugiyama, Tagawa and Toda 1981: layering by longest path, ordering by barycentres). Linear in nodes
and edges for each sweep, where a full layout engine takes minutes.
"""

from __future__ import annotations

__all__ = ["places"]

SWEEPS = 4
GAP_X, GAP_Y = 14.0, 46.0


def places(
    edges: list[tuple[str, str]], ids: list[str], widths: list[int], heights: list[int]
) -> list[tuple[float, float]]:
    """카드마다 가운데의 (x, y), 단위 pt.

    Place the centre of each card, in points, y downwards. `ids` are in topological order; an edge
    that runs against it, as folded groups can have, does not take part.
    """
    index = {id: i for i, id in enumerate(ids)}
    parents: list[list[int]] = [[] for _ in ids]
    children: list[list[int]] = [[] for _ in ids]
    for source, target in edges:
        a, b = index[source], index[target]
        if a < b:
            parents[b].append(a)
            children[a].append(b)
    layers = _layers(parents, children)
    _reorder(layers, parents, children)
    return _coordinates(layers, widths, heights)


def _layers(parents: list[list[int]], children: list[list[int]]) -> list[list[int]]:
    """가장 긴 경로로 층을 나누고, 잎은 처음 쓰이는 곳 바로 위에.

    Sort into layers by longest path; a leaf sits right above its first use.
    """
    depth = [0] * len(parents)
    for i, above in enumerate(parents):
        depth[i] = max((depth[p] + 1 for p in above), default=0)
    for i, above in enumerate(parents):
        if not above and children[i]:
            depth[i] = max(min(depth[c] for c in children[i]) - 1, 0)
    layers: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for i, d in enumerate(depth):
        layers[d].append(i)
    return [layer for layer in layers if layer]


def _reorder(layers: list[list[int]], parents: list[list[int]], children: list[list[int]]) -> None:
    """이웃의 평균 자리로 되풀이해 늘어놓는다.

    Sort each layer by where its neighbours are on average, down and up.
    """
    spot = [0.0] * len(parents)
    for layer in layers:
        for k, i in enumerate(layer):
            spot[i] = k / len(layer)
    for sweep in range(SWEEPS):
        neighbours = children if sweep % 2 else parents
        for layer in reversed(layers) if sweep % 2 else layers:
            wish = {
                i: sum(spot[j] for j in near) / len(near) if (near := neighbours[i]) else spot[i]
                for i in layer
            }
            layer.sort(key=wish.__getitem__)
            for k, i in enumerate(layer):
                spot[i] = k / len(layer)


def _coordinates(
    layers: list[list[int]], widths: list[int], heights: list[int]
) -> list[tuple[float, float]]:
    found = [(0.0, 0.0)] * len(widths)
    y = 0.0
    for layer in layers:
        x = -(sum(widths[i] for i in layer) + GAP_X * (len(layer) - 1)) / 2
        tall = max(heights[i] for i in layer)
        for i in layer:
            found[i] = (x + widths[i] / 2, y + tall / 2)
            x += widths[i] + GAP_X
        y += tall + GAP_Y
    return found
