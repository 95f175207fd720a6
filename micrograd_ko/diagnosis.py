"""손으로 쓴 역전파의 틀린 곳을 찾고, 그 실수에 이름을 붙인다.

Find which gradient of a backward pass written by hand is wrong, and what the mistake is:
:func:`diagnose`. The right gradients come from the forward function itself, which is called with
Tensors and so records its own graph; the mistakes from :mod:`micrograd_ko.mistakes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from .errors import DataError, MicrogradError
from .handwritten import Call, array_of, gradients_in, named
from .measure import clipped
from .messages import text
from .mistakes import MISTAKES, Mistake
from .notation import number
from .recognition import LOOSE, Case, Part, Parts
from .tracing import Array, Trace, agrees, differences, imaginary, record, scale

__all__ = ["Diagnosis", "Finding", "diagnose"]

EXACT, ESTIMATED = 1e-8, 1e-5  # relative errors: of the same derivative computed another way, and by differences
ROUNDING = 64 * float(np.finfo(float).eps)  # of the largest term that adds up to a gradient, for the errors of its last digits
SHOWN = 3  # entries that an unknown mistake shows
SMALL = 2  # so few numbers may fit by chance
ALTERNATIVES = 2  # different mistakes with the same numbers that are told of
CLIP = 60.0  # em: the reason that is quoted


class Finding(NamedTuple):
    """매개변수 하나의 진단.

    What was found about one parameter.

    Attributes:
        name: of the parameter.
        verdict: "right", "close" (right up to the error of an estimate), the key of the
            mistake, or "unknown".
        expected, got: the right gradient and the learner's.
        values: what the sentence is filled with; `entry` is where the largest error is, `error`
            its size relative to the largest number of the right gradient.
        mistakes: the mistake, and a constant factor that comes on top of it.
        alternatives: other mistakes that would give the same numbers.
    """

    name: str
    verdict: str
    expected: Array
    got: Array
    values: dict[str, Any]
    mistakes: Parts = ()
    alternatives: tuple[Parts, ...] = ()

    @property
    def right(self) -> bool:
        """맞는가. Is it right?"""
        return self.verdict in ("right", "close")


class Diagnosis:
    """diagnose의 답: 모두 맞으면 참, print로 읽는다.

    What :func:`diagnose` found: true if all gradients are right; ``print`` reads it out.

    Attributes:
        findings: one for each parameter, in order; ``diagnosis["W1"]`` is that of W1.
        skipped: how many nodes the graph has if it was too large to try all mistakes, else 0.
    """

    def __init__(self, findings: Sequence[Finding], reason: Exception | str, skipped: int) -> None:
        self.findings, self._reason, self.skipped = tuple(findings), reason, skipped

    @property
    def why(self) -> str:
        """순전파를 따라가지 못한 까닭. Why the forward pass could not be followed; "" if it was."""
        if isinstance(self._reason, MicrogradError):
            message = text(self._reason.key, **self._reason.values).partition(". ")[0]
        elif isinstance(self._reason, Exception):
            message = f"{type(self._reason).__name__}: {self._reason}"
        else:
            message = text(self._reason) if self._reason else ""
        return clipped(message, CLIP)

    def __bool__(self) -> bool:
        return all(finding.right for finding in self.findings)

    def __getitem__(self, name: str) -> Finding:
        return {finding.name: finding for finding in self.findings}[name]

    def __repr__(self) -> str:
        lines = [*_report(self.findings)]
        if self._reason:
            lines.append(text("diagnose.untraced", why=self.why))
        if self.skipped:
            lines.append(text("diagnose.skipped", count=self.skipped))
        return "\n".join(lines)


FACTORS = ("sign", "factor", "mean", "mean_twice", "count", "divided", "multiplied", "constant", "square", "doubled")


def diagnose(forward: Callable[..., Any], gradients: Callable[..., Any], parameters: Any) -> Diagnosis:
    """손으로 쓴 기울기에서 어느 것이 틀렸는지, 그리고 어떤 실수인지 말한다.

    Say which gradients of a backward pass written by hand are wrong, and what the mistake is.

    >>> x, t = np.array([[1.0, -2.0], [0.5, 1.0], [2.0, 0.0]]), np.array([[1.0], [0.0], [1.0]])
    >>> def forward(W, b):
    ...     return np.mean((x @ W + b - t) ** 2)
    >>> def gradients(W, b):
    ...     error = 2 * (x @ W + b - t)
    ...     return {"W": x.T @ error, "b": error.sum(axis=0) / 3}
    >>> diagnose(forward, gradients, {"W": np.array([[0.5], [0.1]]), "b": np.zeros(1)})
    W: 틀렸습니다. 3배입니다. 평균의 1/n(n = 3)이 빠졌습니다: 평균이 아니라 합의 기울기입니다.
      W[1, 0]: 맞는 값 1.1667, 쓴 값 3.5000, 비 3.0000
    b: 맞습니다.

    What can be followed takes a few calls of `forward`, all mistakes included; what cannot takes
    up to six for each number of the parameters, and mistakes inside layers are not looked for.

    Args:
        forward: NumPy code that computes the loss, one number. It is called with the parameters,
            by name if its arguments have their names, else in order; with their container if it
            takes one argument and there are several; or with none, if it reads the arrays
            itself: they are nudged in place then, and put back. If it looks them up in the dict
            that is given as `parameters`, such as ``net.params`` or ``vars(net)``, it is followed.
        gradients: called the same way, returns the gradients, in a dict by name (W, dW, grad_W or
            W_grad) or in order. It is called just after `forward`, and may read what that kept.
        parameters: a dict from name to float array or float; or a list of them, which are
            called as forward's arguments are.

    Raises:
        NotANumberError: parameters or gradients that are not arrays of real numbers.
        OptionError: arguments or names of gradients that do not fit the parameters.
        ShapeError: `forward` gives no single number.
        DataError: a loss that is not finite or not the same twice; a function that changes a
            parameter.
    """
    names = named(forward, parameters)
    arrays = {name: array_of(name, value) for name, value in names.items()}
    loss, own = Call("forward", forward, names, parameters), Call("gradients", gradients, names, parameters)
    first = loss.number(arrays)
    trace, reason = _trace(loss, arrays)
    second = loss.number(arrays)
    if not np.isfinite(second):
        raise DataError("diagnose.not_finite", what="forward()", got=second)
    if not abs(first - second) <= 1e-9 * abs(second):
        raise DataError("diagnose.random", first=repr(first), second=repr(second))
    got = gradients_in(own(arrays), list(names))  # just after forward: it may read what that kept
    case, off = _untraced(loss, arrays, got) if trace is None else (_traced(trace, got), dict.fromkeys(arrays, 0.0))
    errors = {name: case.error(name, right, off[name]) for name, right in case.expected.items()}
    fits = search(case, [name for name, error in errors.items() if error > case.rtol])
    findings = [_finding(case, name, error, fits.get(name, [])) for name, error in errors.items()]
    return Diagnosis(findings, reason, 0 if trace is None or case.affordable else len(trace.order))


def _trace(loss: Call, arrays: dict[str, Array]) -> tuple[Trace | None, Exception | str]:
    """순전파의 기록, 믿을 수 있으면. The recorded forward pass, or None and why it is not to be had or not to be believed.

    It is believed if a recording nearby, where no two numbers tie, has the gradient that
    differences have.
    """
    random = np.random.default_rng(0)
    near = {name: array + 1e-3 * scale(array) * random.standard_normal(array.shape) for name, array in arrays.items()}
    try:
        trace, other = record(loss, arrays), record(loss, near).gradients
    except Exception as error:  # a function may raise anything where it gets Tensors for arrays
        lost = loss.alone and getattr(error, "key", "") == "diagnose.untraced.lost"  # it has the arrays from elsewhere
        return None, "diagnose.untraced.arguments" if lost else error
    value = loss.number(arrays)
    same = abs(trace.loss.item() - value) <= 1e-9 * abs(value) and all(np.isfinite(g).all() for g in trace.gradients.values())
    if same and agrees(loss.number, near, other, loss.precision(arrays)):
        return trace, ""
    return None, "diagnose.untraced.differs"


def _traced(trace: Trace, got: dict[str, Array]) -> Case:
    """기록된 기울기와 견준다. At a kink any side is right: that is taken which makes most of the learner's gradients right."""
    floors = {name: ROUNDING * size for name, size in trace.sizes().items()}
    sides = [trace, *(Trace(trace.loss, trace.leaves, trace.stacks, tie) for tie in ((1.0, 0.5) if trace.ties else ()))]
    cases = [Case(side.gradients, got, floors, side, EXACT) for side in sides]
    return max(cases, key=lambda case: sum(case.error(name, right) <= EXACT for name, right in case.expected.items()))


def _untraced(loss: Call, arrays: dict[str, Array], got: dict[str, Array]) -> tuple[Case, dict[str, Any]]:
    """수치 미분과 견준다. With numerical derivatives: the case, and by how much each of their entries may be off."""
    precision = loss.precision(arrays)
    try:
        found = imaginary(loss, arrays)
        if agrees(loss.number, arrays, found, precision):
            floors = dict.fromkeys(arrays, ROUNDING * abs(loss.number(arrays)))
            return Case(found, got, floors, None, EXACT), dict.fromkeys(arrays, 0.0)
    except Exception:  # a function may raise anything where it gets complex numbers
        pass
    found, off = differences(loss.number, arrays, precision)
    return Case(found, got, {name: float(np.min(o, initial=0.0)) for name, o in off.items()}, None, ESTIMATED), {**off}


def _finding(case: Case, name: str, error: float, fits: list[Parts]) -> Finding:
    """매개변수 하나의 진단. The finding about one parameter, from the mistakes that fit it, best first."""
    right, got = case.expected[name], case.got[name]
    values: dict[str, Any] = {"error": error}
    if got.shape == right.shape and got.size:
        with np.errstate(invalid="ignore"):
            values["entry"] = tuple(int(i) for i in np.unravel_index(np.argmax(np.abs(got - right)), got.shape))
    if error <= case.rtol:
        return Finding(name, "right", right, got, values)
    if not np.isfinite(got).all():
        fits = [(Part("nan", (("count", int((~np.isfinite(got)).sum())),)),)]
    elif not fits and error <= LOOSE:
        return Finding(name, "close", right, got, values)
    elif not fits and got.shape != right.shape:
        fits = [(Part("shape", (("shape", got.shape), ("right", right.shape))),)]
    elif not fits:
        fits = [(Part("unknown", (("count", int(case.wrong(name).sum())), ("size", got.size))),)]
    best, *others = fits
    return Finding(name, best[0].key, right, got, {**values, **dict(best[0].values)}, best, tuple(others))


# ── the search ──


class Fit(NamedTuple):
    """들어맞는 실수. A mistake that gives the learner's numbers; `rank` is how far down the table it stands."""

    rank: int
    traced: bool
    parts: Parts


Tiers = list[list[Fit]]  # what fits exactly; exactly with a factor; roughly; roughly with a factor


def search(case: Case, names: list[str]) -> dict[str, list[Parts]]:
    """틀린 기울기마다 가장 단순한 실수.

    For each wrong gradient the simplest mistakes that give it, best first; none if none does. Of
    mistakes equally simple that which explains more of the wrong gradients comes first.
    """
    found: dict[str, Tiers] = {name: [[], [], [], []] for name in names if np.isfinite(case.got[name]).all()}
    for rank, group in enumerate(MISTAKES):
        for mistake in group:
            if not mistake.traced or case.affordable:
                with np.errstate(all="ignore"):  # some mistakes make numbers that are not finite
                    _collect(case, mistake, rank, found)
        if all(tiers[0] for tiers in found.values()):
            break
    for name, tiers in found.items():
        if not any(tiers):
            tiers[-1] += _some_factor(case, name)
    return _chosen(case, found)


def _collect(case: Case, mistake: Mistake, rank: int, found: dict[str, Tiers]) -> None:
    for gradients, values in mistake.candidates(case):
        for name, tiers in found.items():
            if name in gradients:
                for tier, parts in _fits(case, name, gradients[name], Part(mistake.key, tuple(values.items()))):
                    tiers[tier].append(Fit(rank, mistake.traced, parts))
        if mistake.traced and not case.affordable:
            return


def _fits(case: Case, name: str, candidate: Array, part: Part) -> Iterator[tuple[int, Parts]]:
    """후보가 들어맞으면 그 층과 실수. The tier and the mistake of a candidate that fits, as it is or times a known factor."""
    got, base = case.got[name], () if part.key == "factor" else (part,)
    if got.shape != candidate.shape or not np.isfinite(candidate).all():
        return
    if base and (error := case.error(name, candidate)) <= LOOSE:
        yield 0 if error <= case.rtol else 2, base
        return
    square = float(np.sum(candidate * candidate))
    ratio = float(np.sum(got * candidate)) / square if square else np.nan
    for factor in case.factors:
        near = abs(factor.size - ratio) <= 2 * LOOSE * abs(ratio)
        if near and (error := case.error(name, factor.size * candidate)) <= LOOSE:
            yield (0 if error <= case.rtol else 2) + len(base), base + factor.parts


def _some_factor(case: Case, name: str) -> list[Fit]:
    """뜻을 모르는 배수. Some multiple of the right gradient. A single number always is one: it must not be the only one then."""
    right, got = case.expected[name], case.got[name]
    if right.shape != got.shape or not right.any() or not got.any():
        return []
    ratio = float(np.sum(got * right) / np.sum(right * right))
    fits = case.error(name, ratio * right) <= max(case.rtol, LOOSE / 100)
    return [Fit(len(MISTAKES), right.size == 1, (Part("factor", (("c", float(f"{ratio:.4g}")),)),))] if fits else []


def _chosen(case: Case, found: dict[str, Tiers]) -> dict[str, list[Parts]]:
    """가장 나은 설명과, 그만큼 좋은 다른 실수. The best explanation of each, and others that are as good.

    Much fits a few numbers by chance. So for them what explains larger gradients goes first, and
    what fits roughly counts only if it explains others, too.
    """
    explained = Counter(parts for tiers in found.values() for parts in {fit.parts for tier in tiers for fit in tier})
    chosen: dict[str, list[Parts]] = {}
    for name in sorted(found, key=lambda name: -case.got[name].size):
        tiers, before = found[name], {parts for all_parts in chosen.values() for parts in all_parts}
        shared = [fit for tier in tiers for fit in tier if fit.parts in before]
        if case.error(name, case.expected[name]) <= LOOSE:
            tiers = tiers[:2]
        elif case.got[name].size <= SMALL:
            rough = [fit for tier in tiers[2:] for fit in tier if not fit.traced or explained[fit.parts] > 1]
            tiers = [shared, *tiers[:2], rough]
        fits = next((tier for tier in tiers if tier), [])
        fits = [fit for fit in fits if fit.rank == fits[0].rank and len(fit.parts) == len(fits[0].parts)]
        places = {fit.parts: _place(fit, explained[fit.parts], len(case.expected)) for fit in fits}
        alike = [parts for parts, place in places.items() if place == min(places.values())]
        kinds = {tuple(part.key for part in parts): parts for parts in reversed(alike)}
        chosen[name] = list(kinds.values())[::-1][:ALTERNATIVES]
    return chosen


def _place(fit: Fit, explained: int, count: int) -> tuple[int, bool]:
    """앞에 올 것일수록 작다. Less for what explains more, and for a factor that is where it belongs.

    The loss's own derivative is in all gradients, the sum over samples in that of one parameter.
    """
    key, everywhere = fit.parts[-1].key, explained == count
    return -explained, key in ("divided", "multiplied") if everywhere else key in ("constant", "square", "doubled", "count")


# ── the words ──


def _report(findings: Sequence[Finding]) -> Iterator[str]:
    """진단을 읽는 줄들. The lines of a report: a factor that all gradients have in common first, and once."""
    alike: dict[Any, list[Finding]] = {}
    for finding in findings:
        alone = finding.name if finding.verdict in ("close", "unknown") else ""
        alike.setdefault((finding.mistakes, finding.alternatives, alone), []).append(finding)
    common = tuple(part for part in findings[0].mistakes if part.key in FACTORS and all(part in f.mistakes for f in findings))
    if len(findings) == 1 or not common:
        common = ()
    else:
        yield text("diagnose.wrong", names=_names(findings), sentence=_sentence(common))
    for group in sorted(alike.values(), key=lambda group: len(group[0].mistakes) if common else 0):
        yield from _lines(group, tuple(part for part in group[0].mistakes if part not in common), also=bool(common))
    if common:
        yield text("diagnose.everywhere")


def _lines(findings: Sequence[Finding], parts: Parts, *, also: bool) -> Iterator[str]:
    """같은 말을 할 매개변수들의 줄. The lines about parameters of which the same is to be said, or to be added."""
    first, names = findings[0], _names(findings)
    if first.right:
        yield text(f"diagnose.{first.verdict}", names=names, error=f"{first.values['error']:.0e}")
        return
    if parts:
        yield text("diagnose.also" if also else "diagnose.wrong", names=names, sentence=_sentence(parts))
    for other in first.alternatives:
        yield "  " + text("diagnose.or", sentence=_sentence(other))
    if first.got.shape == first.expected.shape and first.verdict not in ("zero", "nan"):
        worst = np.argsort(-np.abs(first.got - first.expected), axis=None, kind="stable")
        for flat in worst[: SHOWN if first.verdict == "unknown" else 1]:
            yield "  " + _entry(first, tuple(int(i) for i in np.unravel_index(flat, first.got.shape)))


def _names(findings: Sequence[Finding]) -> str:
    return ", ".join(finding.name for finding in findings)


def _sentence(parts: Parts) -> str:
    sentence = text(f"diagnose.{parts[0].key}", **{name: _short(value) for name, value in parts[0].values})
    return text("diagnose.too", first=sentence, second=_sentence(parts[1:])) if len(parts) > 1 else sentence


def _short(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value


def _entry(finding: Finding, index: tuple[int, ...]) -> str:
    expected, got = float(finding.expected[index]), float(finding.got[index])
    entry = f"{finding.name}{list(index)}" if index else finding.name
    words = {"entry": entry, "expected": number(expected), "got": number(got)}
    if not expected or not got:
        return text("diagnose.entry.plain", **words)
    return text("diagnose.entry", ratio=number(got / expected), **words)
