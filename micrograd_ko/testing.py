"""함수의 표를 기울기 시험으로: pytest가 함수마다 시험 하나를 모은다.

Turn a table of functions into gradient tests for pytest:

    from micrograd_ko.strategies import tensors, values
    from micrograd_ko.testing import gradient_tests

    test_gradients = gradient_tests({
        "softsign": lambda x: x / (1 + abs(x)),
        "affine": (lambda x, w, b: x @ w + b, tensors((4, 3)), tensors((3, 2)), tensors((2,))),
        "log": pytest.param(Tensor.log, tensors(low=0.1), marks=pytest.mark.slow),
    })

Each row is a test of its own, ``test_gradients[softsign]``, that draws inputs with Hypothesis and
compares what the rules give with the function itself, nudged, by
:func:`micrograd_ko.check_gradients`: in first and second order, with random upstream gradients.
Functions flow in, tests flow out.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from typing import Any, NamedTuple

from .arguments import check_whole, shown
from .checking import check_gradients
from .engine import Node, Op, Tensor, Value
from .errors import OptionError
from .lines import users_frame
from .messages import text

if missing := [name for name in ("pytest", "hypothesis") if find_spec(name) is None]:
    words = text("testing.missing", name=missing[0], install=f"python -m pip install {missing[0]}")
    raise ModuleNotFoundError(words, name=missing[0])

import hypothesis
import pytest
from hypothesis import strategies as st

from .strategies import assert_gradients_match, broadcasting_shapes, inputs_of, tensors, values

__all__ = ["gradient_tests"]

EXAMPLE = '{"softsign": lambda x: x / (1 + abs(x))}'
DRAWN = {Value: values(), Tensor: tensors()}  # also where Hypothesis was told to read no plugins
COMPARED = ("right", "flat")  # verdicts by which something was compared


def gradient_tests(
    functions: Mapping[str, Any] | Iterable[Any],
    *,
    order: int = 2,
    max_examples: int | None = None,
    seed: int | None = None,
    rtol: float | None = None,
    entries: int = 40,
) -> Callable[..., None]:
    """함수의 표를 pytest의 시험으로 만든다. ``test_…``라는 이름에 두면 함수마다 시험 하나가 된다.

    Make one parametrized test of pytest of a table of functions; give it a name that begins with
    ``test_``. A failure shows the report of :func:`micrograd_ko.check_gradients`, the inputs, and
    the op that is to blame.

    Args:
        functions: a dict of names and rows, or a list of rows whose functions have names. A row is
            a function of Values or Tensors; or a tuple ``(function, input, …)``; or
            ``pytest.param(function, input, …, marks=…, id=…)``, for marks as xfail and skip. An
            input is a strategy, of one input or of a tuple of several, or a number, an array or a
            node, which stays. Without inputs they are drawn by the annotations of the function
            (Value, Tensor); where it has none, numbers in half of the examples, in the other half
            arrays that broadcast together; for an op of the table in its own domain.
        order: 1 tests the gradient, 2 its derivatives as well, and so on.
        max_examples: how many inputs are drawn; by default as many as Hypothesis's profile says.
        seed: the same inputs in each run; by default Hypothesis chooses them (``--hypothesis-seed``
            and a profile's ``derandomize`` fix them as well).
        rtol, entries: as for :func:`micrograd_ko.check_gradients`.

    Returns:
        the test, for pytest to collect. Marks on it are marks on every row.

    Raises:
        OptionError: a row is no function, has no name, or it cannot be told what it takes.

    >>> test_rows = gradient_tests({"square": lambda x: x * x, "cube": lambda x: x**3})
    >>> [row.id for row in test_rows.pytestmark[0].args[1]]  # two tests for pytest to run
    ['square', 'cube']
    """
    check_whole("order", order, low=1)
    for name, given, low in (("max_examples", max_examples, 1), ("seed", seed, 0)):
        if given is not None:
            check_whole(name, given, low=low)
    options = {"order": order, "seed": seed or 0, "rtol": rtol, "entries": entries}
    rows = [_param(name, row) for name, row in _named(functions)]
    if not rows:
        raise OptionError("testing.empty", example=EXAMPLE)

    @pytest.mark.parametrize("case", rows)
    def gradient_test(case: _Case) -> None:
        __tracebackhide__ = _needless
        case.run(max_examples=max_examples, seed=seed, options=options)

    return _placed(gradient_test)


def _needless(raised: Any) -> bool:
    """오류를 설명하지 않는 줄인가. Tell whether the table's line explains nothing of an error."""
    return not isinstance(raised.value, pytest.fail.Exception)


def _placed(test: Any) -> Callable[..., None]:
    """표가 적힌 줄에 시험을 둔다. Place the test at the line of the table, for pytest's reports."""
    user = users_frame().frame
    test.__code__ = test.__code__.replace(
        co_filename=user.f_code.co_filename, co_firstlineno=user.f_lineno
    )
    test.__module__ = user.f_globals.get("__name__", test.__module__)
    return test  # type: ignore[no-any-return]


# ── the table ──


def _named(functions: Mapping[str, Any] | Iterable[Any]) -> Iterable[tuple[str, Any]]:
    if isinstance(functions, Mapping):
        return functions.items()
    return [(_name_of(row, place), row) for place, row in enumerate(functions, 1)]


def _name_of(row: Any, place: int) -> str:
    function = _parts(row)[0]
    name = getattr(row, "id", None) or getattr(function, "name", None)
    name = name or getattr(function, "__name__", "")
    if not isinstance(name, str) or not name.isidentifier():  # <lambda>
        raise OptionError("testing.nameless", place=place, given=shown(function), example=EXAMPLE)
    return name


def _parts(row: Any) -> tuple[Any, ...]:
    """함수와 입력. Take a row apart: its function, and its inputs."""
    if hasattr(row, "marks") and hasattr(row, "values"):  # pytest.param
        return tuple(row.values)
    return row if isinstance(row, tuple) and row else (row,)


def _param(name: str, row: Any) -> Any:
    function, *inputs = _parts(row)
    if not callable(function):
        raise OptionError(
            "testing.row", name=name, given=shown(function), type=type(function).__name__
        )
    case = _Case(name, function, tuple(inputs or _inputs_for(name, function)))
    return pytest.param(case, id=getattr(row, "id", None) or name, marks=getattr(row, "marks", ()))


def _inputs_for(name: str, function: Any) -> list[st.SearchStrategy[Any]]:
    """따로 적지 않은 입력의 전략. Choose strategies for inputs that are not written down."""
    if isinstance(function, Op) and hasattr(function, "domain"):
        return [inputs_of(function)]
    needed = _needed(function)
    if not needed:
        raise OptionError("testing.inputs", name=name, given=shown(function))
    try:
        kinds = typing.get_type_hints(function)
    except (TypeError, NameError):  # a builtin; an annotation that names nothing here
        kinds = {}
    if not any(name in kinds for name in needed):
        return [_alike(len(needed))]
    kinds = {name: kinds.get(name, Value) for name in needed}
    return [DRAWN[kind] if kind in DRAWN else st.from_type(kind) for kind in kinds.values()]


def _needed(function: Any) -> list[str]:
    """꼭 주어야 하는 인자의 이름. Name the arguments that have to be given, in order."""
    if hasattr(function, "nin"):  # of NumPy's
        return [f"x{i}" for i in range(1, function.nin + 1)]
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # what is not written in Python may tell nothing
        return []
    if any(p.kind is p.VAR_POSITIONAL for p in found):
        return []
    by_place = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in found if p.kind in by_place and p.default is p.empty]


@st.composite
def _alike(draw: st.DrawFn, count: int) -> tuple[Node, ...]:
    """모두 수이거나 함께 브로드캐스팅되는 배열. Draw numbers, or arrays that broadcast together."""
    if draw(st.booleans()):
        shapes = draw(broadcasting_shapes(count, max_dims=2, max_side=3))
        return tuple(draw(tensors(shape)) for shape in shapes)
    return tuple(draw(values()) for _ in range(count))


# ── one test ──


class _GradientsDiffer(AssertionError):
    """틀린 기울기를 찾았다. Report a wrong gradient, apart from the function's own assertions."""


class _Case(NamedTuple):
    """표의 한 행. Hold a row of the table: its name, its function, and its inputs."""

    name: str
    function: Any
    inputs: tuple[Any, ...]

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def run(self, *, max_examples: int | None, seed: int | None, options: dict[str, Any]) -> None:
        """시험 하나. Draw inputs and check the gradients there, until one is wrong."""
        __tracebackhide__ = True
        if any(isinstance(x, st.SearchStrategy) for x in self.inputs):
            options = {"points": 0, **options}  # Hypothesis draws the points
        seen: list[bool] = []
        last: list[Any] = []
        words = ""

        def examples(drawn: tuple[Any, ...]) -> None:
            __tracebackhide__ = True
            last[:] = [x for part in drawn for x in (part if isinstance(part, tuple) else (part,))]
            report = check_gradients(self.function, *last, **options)
            seen.append(any(entry.verdict in COMPARED for entry in report.entries))
            if not report:
                raise _GradientsDiffer(self._told(last, report, options))

        try:
            self._drawing(examples, max_examples, seed)
        except _GradientsDiffer as error:
            words = str(error)
        if not words and not any(seen):
            inputs = _written(last)
            words = text("testing.nothing", name=self.name, count=len(seen), inputs=inputs)
        if words:
            pytest.fail(words, pytrace=False)

    def _drawing(
        self, examples: Callable[..., None], max_examples: int | None, seed: int | None
    ) -> None:
        """뽑은 입력으로 거듭 부른다. Call `examples` with inputs that Hypothesis draws."""
        __tracebackhide__ = True
        drawn = [isinstance(x, st.SearchStrategy) for x in self.inputs]
        if not any(drawn):
            return examples(self.inputs)
        examples.__name__ = self.name  # under which Hypothesis remembers what failed
        settings: dict[str, Any] = {
            "deadline": None,  # a check takes as long as the function
            # the report explains
            "phases": [p for p in hypothesis.settings().phases if p != hypothesis.Phase.explain],
            "report_multiple_bugs": False,
            "suppress_health_check": [hypothesis.HealthCheck.too_slow],
        }
        if max_examples is not None:
            settings["max_examples"] = max_examples
        if seed is not None:
            settings["database"] = None
            examples = hypothesis.seed(seed)(examples)
        parts = [
            x if is_drawn else st.just(x) for x, is_drawn in zip(self.inputs, drawn, strict=True)
        ]
        return hypothesis.settings(**settings)(hypothesis.given(st.tuples(*parts))(examples))()

    def _told(self, inputs: list[Any], report: Any, options: dict[str, Any]) -> str:
        """틀린 곳의 설명. Tell what is wrong: the inputs, the report, the op to blame drawn."""
        told = str(report)
        try:
            assert_gradients_match(self.function, *inputs, **options)
        except AssertionError as error:
            told = str(error)
        return "\n".join([text("testing.wrong", name=self.name, inputs=_written(inputs)), told])


def _written(inputs: Iterable[Any]) -> str:
    """입력을 한 줄에. Write inputs in a line, as one would type them."""
    numbers = [x.data if isinstance(x, Node) else x for x in inputs]
    return ", ".join(shown(x.tolist() if hasattr(x, "tolist") else x, 200) for x in numbers)
