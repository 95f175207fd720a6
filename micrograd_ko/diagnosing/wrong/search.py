"""틀린 기울기마다 그것을 설명하는 가장 단순한 실수를 찾는다.

Search the table of :mod:`micrograd_ko.diagnosing.wrong.mistakes` for the simplest mistakes that
explain wrong gradients.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..traces import LOOSE, Array, Case, Part, Parts
from .mistakes import MISTAKES, Mistake

__all__ = ["search"]

SMALL = 2  # so few numbers may fit by chance
ALTERNATIVES = 2  # different mistakes with the same numbers that are told of
OF_THE_SUM = ("divided",)  # factors that come with the sum over samples
OF_THE_LOSS = (
    "constant",
    "constant_again",
    "square",
    "doubled",
    "count",
)  # and with the loss's own derivative


class Fit(NamedTuple):
    """들어맞는 실수.

    Hold a mistake that gives the learner's numbers; `rank` is how far down the table it stands.
    """

    rank: int
    traced: bool
    parts: Parts


Tiers = list[list[Fit]]  # what fits exactly; exactly with a factor; roughly; roughly with a factor


def search(case: Case, names: list[str]) -> tuple[dict[str, list[Parts]], int]:
    """틀린 기울기마다 가장 단순한 실수.

    Find for each wrong gradient the simplest mistakes that give it, best first; none if none does.
    Of mistakes equally simple that which explains more of the wrong gradients comes first. And
    count the gradients that are explained to their last digits.
    """
    found: dict[str, Tiers] = {
        name: [[], [], [], []] for name in names if np.isfinite(case.got[name]).all()
    }
    for rank, group in enumerate(MISTAKES):
        for mistake in group:
            if not mistake.traced or case.thin.affordable:
                tried = case.thin if mistake.traced else case
                with np.errstate(all="ignore"):  # some mistakes make numbers that are not finite
                    _collect(tried, mistake, rank, found)
        if all(tiers[0] for tiers in found.values()):
            break
    for name, tiers in found.items():
        if not any(tiers):
            tiers[-1] += _some_factor(case, name)
    exact = sum(bool(tiers[0] or tiers[1]) for tiers in found.values())
    return _chosen(case, found), exact


def _collect(case: Case, mistake: Mistake, rank: int, found: dict[str, Tiers]) -> None:
    for gradients, values in mistake.candidates(case):
        for name, tiers in found.items():
            if name in gradients:
                words = {k: v for k, v in values.items() if k not in ("key", "more")}
                part = Part(values.get("key", mistake.key), tuple(words.items()))
                more = values.get("more", ())
                for tier, parts in _fits(case, name, gradients[name], part, more):
                    tiers[tier].append(Fit(rank, mistake.traced, parts))
        if mistake.traced and not case.affordable:
            return


def _fits(
    case: Case, name: str, candidate: Array, part: Part, more: Parts = ()
) -> Iterator[tuple[int, Parts]]:
    """후보가 들어맞으면 그 층과 실수.

    Yield tier and mistake of a candidate that fits, as it is or times a known factor.
    """
    got, base = case.got[name], () if part.key == "factor" else (part,)
    if got.shape != candidate.shape or not (np.isfinite(candidate).all() or case.sampled):
        return
    rough = case.rough(name)
    if base and (error := case.error(name, candidate)) <= rough and case.explains(name, candidate):
        yield 0 if error <= case.rtol else 2, base + more
        return
    ratio, known = _ratio(got, candidate), False
    for factor in case.factors:
        near = abs(factor.size - ratio) <= 2 * LOOSE * abs(ratio)
        error = case.error(name, factor.size * candidate) if near else np.inf
        if error <= rough and case.explains(name, factor.size * candidate):
            yield (0 if error <= case.rtol else 2) + len(base), base + factor.parts
            known = True
    plain = not base and not known and _is_another(ratio)
    plain = plain and (got.size > SMALL or _is_simple(ratio))
    if plain and case.error(name, ratio * candidate) <= case.rtol:
        yield 0, (Part("factor", (("c", _rounded(ratio)),)),)


def _ratio(got: Array, candidate: Array) -> float:
    """candidate의 몇 배인가. Find the multiple of `candidate` nearest to `got`."""
    square = float(np.nansum(candidate * candidate))
    return float(np.nansum(got * candidate)) / square if square else np.nan


def _some_factor(case: Case, name: str) -> list[Fit]:
    """뜻을 모르는 배수.

    Find some multiple of the right gradient. A single number always is one: it must not be the
    only one then.
    """
    right, got = case.expected[name], case.got[name]
    if right.shape != got.shape or not right.any() or not got.any():
        return []
    ratio = _ratio(got, right)
    fits = case.error(name, ratio * right) <= min(max(case.rtol, LOOSE / 100), case.rough(name))
    if not fits or not _is_another(ratio):
        return []
    alone = right.size == 1 and not _is_simple(ratio)
    return [Fit(len(MISTAKES), alone, (Part("factor", (("c", _rounded(ratio)),)),))]


def _is_another(ratio: float) -> bool:
    """1배가 아닌가. Tell whether a multiple is another number than 1 in the digits shown."""
    return bool(np.isfinite(ratio)) and _rounded(ratio) not in (0.0, 1.0)


def _rounded(ratio: float) -> float:
    return float(f"{ratio:.4g}")


def _is_simple(ratio: float) -> bool:
    """우연이 아닐 만큼 간단한 수인가. Tell whether no chance makes such a plain number."""
    if not 1e-3 < abs(ratio) < 1e3:
        return False
    return any(abs(ratio * n - round(ratio * n)) <= 1e-7 for n in (60, 84, 100))


def _chosen(case: Case, found: dict[str, Tiers]) -> dict[str, list[Parts]]:
    """가장 나은 설명과, 그만큼 좋은 다른 실수.

    Choose the best explanation of each, and others that are as good.

    Much fits a few numbers by chance. So for them what explains larger gradients goes first, and
    what fits roughly counts only if it explains others, too.
    """
    explained = Counter(
        parts for tiers in found.values() for parts in {fit.parts for tier in tiers for fit in tier}
    )
    chosen: dict[str, list[Parts]] = {}
    for name in sorted(found, key=lambda name: -case.got[name].size):
        tiers = found[name]
        before = {parts for all_parts in chosen.values() for parts in all_parts}
        shared = [fit for tier in tiers for fit in tier if fit.parts in before]
        if case.got[name].size <= SMALL:
            rough = [fit for tier in tiers[2:] for fit in tier]
            believed = [fit for fit in rough if not fit.traced or explained[fit.parts] > 1]
            exact = [[fit for fit in tier if _is_sure(fit, explained)] for tier in tiers[:2]]
            tiers = [shared, *exact, believed]
        fits = _simplest(next((tier for tier in tiers if tier), []))
        places = {fit.parts: _place(fit, explained[fit.parts], len(case.expected)) for fit in fits}
        alike = [parts for parts, place in places.items() if place == min(places.values())]
        kinds = {tuple(part.key for part in parts): parts for parts in reversed(alike)}
        chosen[name] = list(kinds.values())[::-1][:ALTERNATIVES]
    return chosen


def _is_sure(fit: Fit, explained: Counter[Parts]) -> bool:
    """수를 맞춰 넣은 것이라면 다른 매개변수도 설명해야 한다.

    Tell whether a mistake with a number of its own explains more than one parameter of few numbers.
    """
    return fit.parts[0].key not in FITTED or explained[fit.parts] > 1


FITTED = ("clipped", "updated", "share_factor", "penalty_factor")


def _simplest(fits: list[Fit]) -> list[Fit]:
    """첫째만큼 단순한 것. Keep what is as simple as the first."""

    def simplicity(fit: Fit) -> tuple[int, int]:
        return fit.rank, len(fit.parts)

    return [fit for fit in fits if simplicity(fit) == simplicity(fits[0])]


def _place(fit: Fit, explained: int, count: int) -> tuple[int, bool]:
    """앞에 올 것일수록 작다.

    Rank lower what explains more, and a factor that is where it belongs.

    The loss's own derivative is in all gradients, the sum over samples in that of one parameter.
    """
    everywhere = explained == count
    elsewhere = OF_THE_SUM if everywhere else OF_THE_LOSS
    return -explained, fit.parts[-1].key in elsewhere
