"""진단한 것과, 그것을 읽는 말.

Hold what :func:`micrograd_ko.diagnosing.diagnosis.diagnose` found, and read it out in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..engine import number
from ..errors import MicrogradError
from ..messages import clipped, text
from .traces import Array, Part, Parts, largest_places, raised_at

__all__ = ["Diagnosis", "Finding"]

RIGHT = ("right", "close", "kink")
SHOWN = 3  # entries that an unknown mistake shows
CLIP = 60.0  # em: the reason that is quoted
FACTORS = (
    "sign",
    "factor",
    "mean",
    "mean_twice",
    "count",
    "divided",
    "constant",
    "constant_again",
    "square",
    "doubled",
)


class Finding(NamedTuple):
    """매개변수 하나의 진단.

    Hold what was found about one parameter.

    Attributes:
        name: of the parameter.
        verdict: "right", "close" (right up to the error of numerical differentiation), "kink" (one
            of the derivatives at a point where the loss has several), the key of the mistake,
            or "unknown".
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
        """맞는가. Tell whether it is right."""
        return self.verdict in RIGHT


class Diagnosis:
    """diagnose의 답: 모두 맞으면 참, print로 읽는다.

    Hold what :func:`diagnose` found: true if all gradients are right; ``print`` reads it out.

    Attributes:
        findings: one for each parameter, in order; ``diagnosis["W1"]`` is that of W1.
        skipped: how many nodes the graph has if it was too large to try all mistakes, else 0.
    """

    def __init__(
        self, findings: Sequence[Finding], reason: Exception | str, skipped: int, notes: Parts = ()
    ) -> None:
        self.findings = tuple(findings)
        self._reason = reason
        self.skipped = skipped
        self._notes = notes

    @property
    def why(self) -> str:
        """순전파를 따라가지 못한 까닭.

        Say why the forward pass could not be followed, and in which line; "" if it was.
        """
        if not isinstance(self._reason, Exception):
            return text(self._reason) if self._reason else ""
        if isinstance(self._reason, MicrogradError):
            message = text(self._reason.key, **self._reason.values).partition(". ")[0]
        else:
            message = f"{type(self._reason).__name__}: {self._reason}"
        message = clipped(message, CLIP)
        place = raised_at(self._reason)
        return text("diagnose.why", place=place, message=message) if place else message

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
        lines += map(_words, self._notes)
        return "\n".join(lines)


def _report(findings: Sequence[Finding]) -> Iterator[str]:
    """진단을 읽는 줄들.

    Write the lines of a report: a factor that all gradients have in common first, and once.
    """
    alike: dict[Any, list[Finding]] = {}
    for finding in findings:
        alone = finding.name if finding.verdict in ("unknown", "near") else finding.verdict
        alike.setdefault((finding.mistakes, finding.alternatives, alone), []).append(finding)
    common = _common(findings) if len(findings) > 1 else ()
    if common:
        yield text("diagnose.wrong", names=_names(findings), sentence=_sentence(common))
    for group in sorted(alike.values(), key=lambda group: len(group[0].mistakes) if common else 0):
        own = tuple(part for part in group[0].mistakes if part not in common)
        yield from _lines(group, own, also=bool(common))
    if common:
        yield text("diagnose.everywhere")


def _common(findings: Sequence[Finding]) -> Parts:
    """모든 기울기에 있는 배수. Pick the factors that all findings have in common."""
    return tuple(
        part
        for part in findings[0].mistakes
        if part.key in FACTORS and all(part in finding.mistakes for finding in findings)
    )


def _lines(findings: Sequence[Finding], parts: Parts, *, also: bool) -> Iterator[str]:
    """같은 말을 할 매개변수들의 줄.

    Write the lines about parameters of which the same is to be said, or to be added.
    """
    first, names = findings[0], _names(findings)
    if first.right:
        error = max(finding.values["error"] for finding in findings)
        yield text(f"diagnose.{first.verdict}", names=names, error=f"{error:.0e}")
        return
    if parts:
        key = "diagnose.also" if also else "diagnose.wrong"
        yield text(key, names=names, sentence=_sentence(parts))
    for other in first.alternatives:
        yield "  " + text("diagnose.or", sentence=_sentence(other))
    if first.got.shape == first.expected.shape and first.verdict not in ("zero", "nan", "ignored"):
        count = min(SHOWN, first.values["count"]) if first.verdict == "unknown" else 1
        for index in largest_places(np.abs(first.got - first.expected), count):
            yield "  " + _entry(first, index)


def _names(findings: Sequence[Finding]) -> str:
    return ", ".join(finding.name for finding in findings)


def _sentence(parts: Parts) -> str:
    sentence = _words(parts[0])
    if len(parts) == 1:
        return sentence
    return text("diagnose.too", first=sentence, second=_sentence(parts[1:]))


def _words(part: Part) -> str:
    return text(f"diagnose.{part.key}", **{name: _short(value) for name, value in part.values})


def _short(value: Any) -> Any:
    return f"{value:.6g}" if isinstance(value, float) else value


def _entry(finding: Finding, index: tuple[int, ...]) -> str:
    expected, got = float(finding.expected[index]), float(finding.got[index])
    entry = f"{finding.name}{list(index)}" if index else finding.name
    words = {"entry": entry, "expected": number(expected), "got": number(got)}
    if not expected or not got:
        return text("diagnose.entry.plain", **words)
    return text("diagnose.entry", ratio=number(got / expected), **words)
