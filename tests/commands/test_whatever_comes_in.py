"""무엇이 들어와도: 명령줄, 자료 파일, 이름표.

Whatever comes in, on the command line, in a file of data or as a label: an answer or an error in
our words, in bounded time and memory; never a traceback, and never a file that its readers cannot
read.
"""

import gzip
import io
import json
import re
import tempfile
import time
import tracemalloc
import unicodedata
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from micrograd_ko import Tensor, Value, scope
from micrograd_ko.commands.cli import main
from micrograd_ko.data import boston, load
from micrograd_ko.data import mnist as mnist_module
from micrograd_ko.data.readers import IDX_TYPES
from micrograd_ko.errors import DataError, EthicsWarning, ExpressionError
from micrograd_ko.expression import MAX_LENGTH, evaluate, read_bindings
from micrograd_ko.mnist import mnist
from tests.helpers.sharing import fewer
from viz import SUFFIXES, save, save_frames
from viz.png import korean_font
from viz.quoting import visible

SECONDS = 8  # of processor time for one answer; nearly all take thousandths


@contextmanager
def soon(seconds=SECONDS):
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def peak_of(action):
    """The most memory that an action holds at once, in bytes."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# ── the command line ──


def command_line(*arguments, encoding="utf-8"):
    """Exit code, standard output, standard error, as a console of that encoding has them."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err), soon():
        try:
            code = main(list(arguments))
        except SystemExit as stop:  # --help and --version
            code = stop.code or 0
    out.flush()
    err.flush()
    return code, out.buffer.getvalue().decode(encoding), err.buffer.getvalue().decode(encoding)


def expect_answer(arguments, encoding="utf-8"):
    code, out, err = command_line(*arguments, encoding=encoding)
    assert "Traceback" not in err
    if code == 0:
        assert out
        assert len(out) < 2_000_000
    elif code == 1:
        assert "step" in arguments  # of a constant: there is nothing to walk through
        assert re.match("실패: .*상수라서|failed: .* is a constant|\\?\\?: ", err), err
    else:
        assert code == 2
        assert re.match("오류: |error: |\\?\\?: ", err) or out, err  # --lang alone shows the help
        assert len(err) < 3_000 + 4 * sum(map(len, arguments))
    return code


HOSTILE = {
    "a tower of powers": "9**9**9**9",
    "a power of x": "x**1e308",
    "10,000 open brackets": "(" * 10_000,
    "10,000 pairs of brackets": "(" * 10_000 + "x" + ")" * 10_000,
    "brackets to the limit": "(" * 199 + "x" + ")" * 199,
    "brackets beyond the parser": "(" * 990 + "x" + ")" * 990,
    "lists": "[" * 150 + "x" + "]" * 150,
    "braces in text": "f'" + "{" * 1_000,
    "a number of 1,999 digits": "9" * 1_999,
    "a number of 100,000 digits": "9" * 100_000,
    "hexadecimal digits": "0x" + "f" * 1_900,
    "an exponent": "1e" + "9" * 1_900,
    "signs": "+" * 1_999,
    "signs before x": "(" + "-" * 1_990 + "x)",
    "a sum": "+".join(["x"] * 999),
    "a product to the limit": "*".join(["x"] * 199),
    "calls": "tanh(" * 199 + "x" + ")" * 199,
    "calls of calls": "x" + "()" * 900,
    "attributes": "x" + ".a" * 900,
    "comparisons": "x<" * 900 + "x",
    "not": "not " * 400 + "x",
    "conditions": "x if x else " * 160 + "x",
    "lambdas": "lambda:" * 280 + "x",
    "exponentials": "exp(" * 9 + "x" + ")" * 9,
    "a long name": "가" * 1_999,
    "text": "'" + "a" * 1_990 + "'",
    "equals signs": "=" * 1_000,
    "blanks": " " * 100_000,
    "line breaks": "\n" * 1_000 + "x",
    "NUL": "x\0+1",
    "a lone surrogate": "x + '\ud800'",
    "a lone surrogate as a name": "\udfff*x",
    "not quite a number": "1if x else 2",
    "an escape that is none": "'\\d'",
    "digits of another script": "٣ + x",
    "wide letters": "ｘ + x",
    "a byte order mark": "\ufeffx",
    "right to left": "x\u202e+\u2066 1",
    "an emoji": "😀 + x",
    "a control character": "\x1b[31mx",
    "a long comment": "x #" + "가" * 1_900,
}
WRONG_ONLY = {
    name
    for name in HOSTILE
    if name.startswith(("10,000", "a number", "a tower", "NUL", "a lone", "digits", "an e"))
}


@pytest.mark.parametrize("command", ["draw", "step"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_expression_is_answered_soon_and_in_little_memory(name, command):
    codes = []
    peak = peak_of(lambda: codes.append(expect_answer([command, HOSTILE[name], "x=0.5"])))
    assert peak < 50_000_000
    assert codes == [2] or name not in WRONG_ONLY


@pytest.mark.parametrize("name", ["not quite a number", "an escape that is none"])
def test_python_has_nothing_to_say_of_an_expression(name):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with pytest.raises(ExpressionError) as caught:
            evaluate(HOSTILE[name], {"x": Value(0.5, "x")})
    assert told == []
    assert caught.value.key == "expr.unsupported"


TOKENS = st.sampled_from([
    *"xyw가+-*/()., =[]{}'\"\\#@%^&|~<>!?:;`$_0123456789\n\t\r\0\ud800",
    *("**", "//", "==", "1e", "0x", "tanh(", "exp(", "log(", "leaky_relu(", "slope=", "power(",
      "where(", "lambda ", " if "),
    *(" else ", " for ", " in ", "f'", "\'\'\'", "...", "inf", "nan", "True", "None", "__import__",
      ".data"),
])  # fmt: skip


@st.composite
def valid_expressions(draw, depth=4):
    if not depth or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(["x", "y", "가", "2", "0.5", "1e-3", "3."]))
    inner = valid_expressions(depth=depth - 1)
    form = draw(st.sampled_from(["({} + {})", "{} - {}", "{}*{}", "{} / ({})", "tanh({})", "-{}",
                                 "({})**2", "maximum({}, {})",
                                 "leaky_relu({}, slope=0.2)", "sqrt({})", "exp({})",
                                 "{}**{}"]))  # fmt: skip
    return form.format(*(draw(inner) for _ in range(form.count("{}"))))


@st.composite
def nearly_valid_expressions(draw):
    source = list(draw(valid_expressions()))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(source)))
        source[at : at + draw(st.integers(0, 2))] = draw(TOKENS)
    return "".join(source)


EXPRESSIONS = st.one_of(
    nearly_valid_expressions(),
    st.lists(TOKENS, max_size=60).map("".join),
    st.text(st.characters(), max_size=80),  # surrogates too
    st.tuples(TOKENS, st.integers(1, 3_000)).map(lambda pair: pair[0] * pair[1]),
    st.tuples(TOKENS, st.integers(1, 300), nearly_valid_expressions()).map(
        lambda t: t[0] * t[1] + t[2] + ")" * t[1]
    ),
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8", "cp949", "ascii"])


@given(EXPRESSIONS, st.sampled_from(["draw", "step"]), ENCODINGS)
def test_any_expression_is_answered(source, command, encoding):
    assume(not source.startswith("-"))
    expect_answer([command, source, "x=0.5", "y=-2", "가=3"], encoding)
    expect_answer(
        [command, "--", source, *(f"{name}=1.5" for name in "xy가" if name in source)], encoding
    )


@given(EXPRESSIONS)
def test_any_expression_is_a_value_or_an_error_with_its_place(source):
    names = read_bindings(["x=0.5", "y=-2", "가=3"])
    try:
        with soon():
            root = evaluate(source, names)
    except ExpressionError as error:
        assert error.position is None or 0 <= error.position <= len(source)
        assert len(str(error)) < 1_000 + 2 * MAX_LENGTH
    else:
        assert np.isfinite(root.data)


NAMES = st.sampled_from(["x", "y", "가", "", " x ", "ｘ", "tanh", "1", "x.y"]) | st.text(max_size=5)
NUMBERS = st.sampled_from(
    ["1", "-1.5", "1e400", "nan", "inf", "", "1_0", "٣", "0x1", "1j", "9" * 5_000]
) | st.text(max_size=9)
BINDINGS = st.text(st.characters(), max_size=20) | st.builds("{}={}".format, NAMES, NUMBERS)


@given(st.lists(BINDINGS, max_size=5), st.none() | st.lists(st.text(max_size=3), max_size=3))
def test_any_bindings_are_finite_values_or_an_error(pairs, wrt):
    try:
        values = read_bindings(pairs, wrt)
    except ExpressionError as error:
        assert len(str(error)) < 1_000
    else:
        assert all(
            name.isidentifier() and np.isfinite(value.data) for name, value in values.items()
        )
        assert len(values) == len(pairs)


OPTIONS = [
    *(
        "draw",
        "step",
        "ops",
        "x",
        "x*y",
        "x=1",
        "y=2",
        "--wrt",
        "x,y",
        "--wrt=x",
        "--unfold",
        "--unfold=\n",
        "--unf",
    ),
    *(
        "--lang",
        "ko",
        "en",
        "--lang=ko",
        "--lang=fr",
        "-h",
        "-hx",
        "--help",
        "--help=1",
        "--version",
    ),
    *("--", "-", "-1", "", " ", "@x", "%s", "{}"),
]
WORDS = st.sampled_from(OPTIONS) | BINDINGS | nearly_valid_expressions()
BUSY = ("demo", "repl", "train", "doctor")  # write files, talk, take long


@given(st.lists(WORDS, max_size=6))
@example(["draw", "x", "x=1", "--unfold=\n"])  # argparse says it in English, in two lines
@example(["--version=\n1"])
@example(["draw", "--lang"])
def test_any_arguments_are_answered_in_the_language_chosen(arguments):
    assume(not any(word in BUSY or word.startswith(("-o", "--o")) for word in arguments))
    assume(arguments)
    code = expect_answer(arguments)
    if code == 2 and "en" not in arguments:
        _, out, err = command_line(*arguments)
        assert re.search("[가-힣]", err.removeprefix("오류: ") or out), err


NO_NUMBERS = ["", "x", "²", "1\n2", "0x10", "\ud800", "1 2", "x" * 5_000]
NOT_WHOLE = [*NO_NUMBERS, "-1", "1.5", "9" * 19, "9" * 5_000]


@pytest.mark.parametrize("option", ["--epochs", "--batch-size", "--hidden", "--seed", "--lr"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_wrong_number_is_told_of_in_our_words(option, language):
    for number in NO_NUMBERS if option == "--lr" else NOT_WHOLE:
        code, _, err = command_line("--lang", language, "train", "xor", f"{option}={number}")
        assert (code, err.count("\n")) == (2, 1 + number.count("\n"))
        assert not re.search("invalid|argument", err)
        assert bool(re.search("[가-힣]", err)) == (language == "ko")
        assert len(err) < 300


def test_running_out_of_memory_is_told_of(monkeypatch):
    def greedy(given):
        raise MemoryError

    monkeypatch.setattr("micrograd_ko.commands.ops.run", greedy)
    assert command_line("ops") == (
        1,
        "",
        "실패: 메모리가 부족합니다. 더 작은 값으로 다시 해 보십시오.\n",
    )
    assert (
        command_line("--lang", "en", "ops")[2]
        == "failed: There is not enough memory. Try again with smaller numbers.\n"
    )


# ── files of data (single files of images are in test_mnist.py) ──


@contextmanager
def folder_with(files):
    """A folder of its own for each example."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        yield Path(folder)


def idx(array):
    code = next(code for code, kind in IDX_TYPES.items() if np.dtype(kind) == array.dtype)
    return (
        bytes([0, 0, code, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()
    )


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


X6, Y6 = np.arange(54, dtype=np.uint8).reshape(6, 3, 3), np.arange(6, dtype=np.uint8)
PLAIN = dict(zip(mnist_module.IDX_FILES, map(idx, (X6, Y6, X6[:2], Y6[:2])), strict=True))
ROWS = "".join(
    f"{label},{','.join(map(str, image.ravel()))}\n" for image, label in zip(X6, Y6, strict=True)
).encode()
FOLDERS = {
    "idx": PLAIN,
    "gz": {f"{name}.gz": gzip.compress(content, mtime=0) for name, content in PLAIN.items()},
    "npz": {"mnist.npz": npz(x_train=X6, y_train=Y6, x_test=X6[:2], y_test=Y6[:2])},
    "csv": {"fashion-mnist_train.csv": ROWS, "fashion-mnist_test.csv": ROWS},
}
HOUSES = "\n".join(
    ",".join(f"{(7 * i + j) % 90 / 4}" for j in range(14)) for i in range(506)
).encode()


PIECES = [b"\n", b",,", b"nan", b"-1", b"1e999", b"\xff\xfe", b" "]


@st.composite
def changed(draw, content):
    """The content cut off, written over, doubled in part, or replaced by bytes of any kind."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.binary(max_size=200))
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        at, length = draw(st.integers(0, len(found))), draw(st.sampled_from([0, 1, 4, 50, 10**6]))
        found[at : at + length] = draw(
            st.binary(max_size=8) | st.sampled_from([*PIECES, content[:40]])
        )
    return bytes(found)


def right_mnist(data):
    for X, y in ((data.X_train, data.y_train), (data.X_test, data.y_test)):
        assert (
            X.dtype == np.float32
            and X.ndim == 2
            and len(X) == len(y)
            and 0 <= X.min() <= X.max() <= 1
        )
        assert y.dtype == np.int64 and 0 <= y.min() <= y.max() <= 255
    assert data.X_train.shape[1] == data.X_test.shape[1]


@pytest.mark.parametrize("form", FOLDERS)
def test_the_folders_are_right_before_they_are_changed(form):
    with folder_with(FOLDERS[form]) as folder:
        right_mnist(mnist(folder))
        right_mnist(load("mnist", path=folder))


@pytest.mark.parametrize("form", FOLDERS)
@fewer(3)
@given(data=st.data())
def test_a_folder_with_changed_files_is_mnist_or_a_data_error(form, data):
    files = dict(FOLDERS[form])
    for name in data.draw(
        st.lists(st.sampled_from(sorted(files)), min_size=1, max_size=2, unique=True)
    ):
        files[name] = data.draw(changed(files[name]))
    with folder_with(files) as folder, soon():
        try:
            found = mnist(folder)
        except DataError as error:
            assert re.search("[가-힣]", str(error)) and len(str(error)) < 2_000
        else:
            right_mnist(found)


def houses(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EthicsWarning)
        return boston(path)


def test_the_houses_are_right_before_they_are_changed():
    with folder_with({"houses": HOUSES}) as folder:
        assert houses(folder / "houses").X.shape == (506, 13)


@fewer(3)
@given(data=st.data())
def test_a_changed_file_of_houses_is_read_or_a_data_error(data):
    with folder_with({"houses": data.draw(changed(HOUSES))}) as folder, soon():
        try:
            found = houses(folder / "houses")
        except DataError as error:
            assert re.search("[가-힣]", str(error)) and len(str(error)) < 2_000
        else:
            assert (found.X.shape, found.y.shape) == ((506, 13), (506, 1)) and np.isfinite(
                found.X
            ).all()


LARGE = {
    "one row": b"1,",
    "one column": b"1\n",
    "blank lines": b"\n",
    "one number": b"9",
    "no text": b"\xff",
    "words": b"a,b\n",
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_that_is_none_is_refused_in_memory_that_goes_with_its_size(name):
    content = LARGE[name] * 100_000
    with folder_with({"houses": content}) as folder:

        def read():
            with pytest.raises(DataError) as caught:
                houses(folder / "houses")
            assert len(str(caught.value)) < 2_000

        assert peak_of(read) < 150 * len(content)


# ── labels, in every kind of file ──

NASTY = (
    *(
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "-->",
        "]]>",
        "</svg>",
        "</title>",
        "&",
        "&amp;&#x0;",
        '"',
        "'",
        "`",
    ),
    *(
        "\\N",
        "\\",
        "\\u003c",
        "\\end{align*}",
        "${x}",
        "$title",
        "{}",
        "{0}",
        "%s",
        "a\nb\r\nc",
        "\t",
        "\0",
        "\x1b[31m빨강\x1b[0m",
    ),
    *(
        "\x7f\x85",
        "\u2028\u2029",
        "\u202e\u2066abc",
        "\u200b\ufeff",
        "\ud800",
        "\udfff\ud800",
        "\ufffe\uffff",
        "👨‍👩‍👧",
    ),
    *(
        unicodedata.normalize("NFD", "한글"),
        "a\u0300" * 50,
        "אבג",
        "𝔘𝔫𝔦",
        "__proto__",
        "w",
        "L",
        "loss",
        "1e5",
        "-3",
        " ",
    ),
    *("ui-data", "data:text/html,x", "javascript:alert(1)", "가" * 400),
)
LABELS = (
    st.sampled_from(NASTY)
    | st.text(st.characters(), max_size=12)
    | st.lists(st.sampled_from(NASTY), max_size=4).map("".join)
)
SCOPES = LABELS.filter(str.strip)


def scalars(labels, scopes):
    total = Value(0.5, labels[0])
    for i, label in enumerate(labels):
        with scope(scopes[i % len(scopes)]):
            total = total * Value(i - 1.5, label) + 1.0
        total.label = labels[-i]
    return total


def arrays(labels, scopes):
    total = Tensor([[0.5, -1.0]], labels[0])
    for i, label in enumerate(labels):
        with scope(scopes[i % len(scopes)]):
            total = (total @ Tensor([[1.0, float(i)], [0.5, -2.0]], label)).tanh()
        total.label = labels[-i]
    loss = total.sum()
    loss.label = labels[-1]
    return loss


GRAPHS = st.builds(lambda make, labels, scopes: make(labels, scopes),
                   st.sampled_from([scalars, arrays]),
                   st.lists(LABELS, min_size=1, max_size=4),
                   st.lists(SCOPES, min_size=1, max_size=3))  # fmt: skip


class Tags(HTMLParser):
    """What a browser makes of a page: its tags with the names of their attributes, and what its
    scripts hold.
    """

    def __init__(self, page):
        super().__init__()
        self.tags, self.scripts, self.inside = [], [], False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, *sorted(name for name, _ in attributes)))
        self.inside = tag == "script"
        self.scripts += [""] if self.inside else []

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data


@cache
def harmless(make):
    """The tags of a page whose labels are plain words, by how it was made."""
    pages = [
        written(".html", make([f"a₁{i}" for i in range(n)], ["p", "q", "r"][:m])).decode()
        for n in (1, 2, 4)
        for m in (1, 3)
    ]
    return {tag for page in pages for tag in Tags(page).tags}


def written(suffix, roots):
    with tempfile.TemporaryDirectory() as folder:
        return save(roots, Path(folder) / f"graph{suffix}").read_bytes()


def no_script_of_theirs(page, make):
    tags = Tags(page)
    assert {
        tag
        for tag in tags.tags
        if tag[0] in {"script", "style", "a", "title", "iframe", "img", "object", "link", "meta"}
    } <= harmless(make)
    drawn = {"line"}  # the rule over the legend of a network, whatever its labels
    assert {tag[0] for tag in tags.tags} <= {tag[0] for tag in harmless(make)} | drawn
    assert not [tag for tag in tags.tags for name in tag[1:] if name.startswith("on")]
    assert len(tags.scripts) == 2
    return json.loads(tags.scripts[0])


def check_svg(content, root):
    ElementTree.fromstring(content)


def check_html(content, root):
    page = content.decode()
    data = no_script_of_theirs(page, arrays if isinstance(root, Tensor) else scalars)
    labels = [card["label"] for card in data["scene"]["cards"]]
    # JSON joins two surrogates to one letter
    assert labels[-1] == json.loads(json.dumps(root.label)) or not root.label
    drawing = page[page.index("<svg ", page.index('id="ui-view"')) :]
    ElementTree.fromstring(drawing[: drawing.index("</svg>") + len("</svg>")])


def check_dot(content, root):
    assert content.decode().startswith("digraph A {") and content.decode().rstrip().endswith("}")


def check_text(content, root):
    assert visible(content.decode().replace("\n", "")) == content.decode().replace("\n", "")


CHECKS = {
    ".svg": check_svg,
    ".html": check_html,
    ".dot": check_dot,
    ".mmd": check_text,
    ".tex": check_text,
    ".txt": check_text,
}


@pytest.mark.parametrize("suffix", CHECKS)
@fewer(3)
@given(root=GRAPHS, done=st.booleans())
def test_any_label_makes_a_file_that_its_readers_read(suffix, root, done):
    if done:
        root.backward()
    with soon():
        content = written(suffix, root)
    CHECKS[suffix](content, root)
    assert len(content) < 1_000_000


def test_every_kind_of_file_is_tried():
    assert {*CHECKS, ".png", ".pdf"} == set(SUFFIXES)


@fewer(3)
@given(root=st.builds(scalars, st.lists(LABELS, min_size=1, max_size=3),
                      st.lists(SCOPES, min_size=1, max_size=2)),
       suffix=st.sampled_from([".svg", ".html"]))  # fmt: skip
def test_any_label_makes_a_large_drawing_that_its_readers_read(root, suffix):
    label = root.label
    for _ in range(170):
        root = -root
    root.label = label
    with soon(2 * SECONDS):
        content = written(suffix, root)
    ElementTree.fromstring(content) if suffix == ".svg" else Tags(content.decode())
    if suffix == ".html":
        assert len(Tags(content.decode()).scripts) == 2
        assert (
            json.loads(Tags(content.decode()).scripts[0])["scene"]["cards"][-1]["label"] == label
            or not label
        )
    assert len(content) < 3_000_000


@fewer(3)
@given(titles=st.lists(LABELS, min_size=1, max_size=3, unique=True), label=LABELS)
def test_any_title_of_a_time_makes_a_page_that_its_readers_read(titles, label):
    roots = {}
    for i, title in enumerate(titles):
        x = Value(float(i), label)
        roots[title] = x * x + 1.0
    data = no_script_of_theirs(written(".html", roots).decode(), scalars)
    assert [take["title"] for take in data["takes"]] == json.loads(json.dumps(titles))


@pytest.mark.skipif(korean_font() is None, reason="needs the extra plot")
@fewer(12)
@given(root=GRAPHS)
@example(root=scalars(["\0", "\ud800", "</svg>", "\u202e&"], ["]]>", "\ufffe"]))
def test_any_label_makes_a_png_that_opens(root):
    from PIL import Image

    with soon(3 * SECONDS):
        content = written(".png", root)
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        assert image.format == "PNG" and image.width > 100


@fewer(12)
@given(root=GRAPHS)
@example(root=scalars(["\0", "\ud800", "</svg>", "\u202e&"], ["]]>", "\ufffe"]))
def test_any_label_makes_frames_that_their_readers_read(root):
    with tempfile.TemporaryDirectory() as folder, soon(2 * SECONDS):
        for path in save_frames(root, folder):
            ElementTree.fromstring(path.read_bytes())


@pytest.mark.parametrize(
    "character",
    ["가", "w", "\n", "<", "\\", "-"],
    ids=["Hangul", "w", "line breaks", "angles", "backslashes", "minus"],
)
@pytest.mark.parametrize("suffix", CHECKS)
def test_a_huge_label_takes_time_and_room_that_go_with_its_length(suffix, character):
    n = 5_000
    root = scalars([character * n, "b"], ["a" * n])
    root.backward()
    with soon(2 * SECONDS):
        content = written(suffix, root)
    CHECKS[suffix](content, root)
    assert len(content) < 400 * n + 200_000


def test_a_huge_label_takes_little_memory():
    root = scalars(["가" * 5_000, "b"], ["a" * 5_000])
    for suffix in CHECKS:
        assert peak_of(lambda suffix=suffix: written(suffix, root)) < 60_000_000
