"""CSV 그림 파일: Kaggle과 pandas와 R이 쓰는 것들을 알아보고, 알 수 없으면 묻는가.

CSV files of images: whether what Kaggle, pandas and R write is recognised, and what cannot be told
is asked for.
"""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import DataError
from micrograd_ko.data.readers import read_images
from micrograd_ko.messages import filled
from micrograd_ko.mnist import mnist

rng = np.random.default_rng(0)
PIXELS = rng.integers(0, 256, (12, 64))
LABELS = np.array([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8])
NAMES = [f"pixel{i}" for i in range(64)]


@pytest.fixture
def file(tmp_path):
    """A file that holds a text, or bytes."""

    def write(content, name="data.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def lines(*columns, header=None, form=str, end="\n"):
    """The text of a CSV file whose columns are these arrays, side by side, below a header."""
    rows = np.column_stack(columns)
    head = [",".join(header)] if header is not None else []
    return "".join(line + end for line in [*head, *(",".join(map(form, row)) for row in rows)])


def holds(found, labels=LABELS, pixels=PIXELS):
    assert found.X.dtype == np.float32 and np.array_equal(found.X, pixels.astype(np.float32) / 255)
    if labels is None:
        assert found.y is None
    else:
        assert found.y.dtype == np.int64 and np.array_equal(found.y, labels)


# ── what the header tells ──

NUMBERED = {
    "Kaggle's digit recognizer": NAMES,
    "counted from 1, as Fashion-MNIST": [f"pixel{i}" for i in range(1, 65)],
    "row by column, as MNIST in CSV": [f"{r}x{c}" for r in range(1, 9) for c in range(1, 9)],
    "by underscores": [f"pixel_{r}_{c}" for r in range(8) for c in range(8)],
    "in capitals": [f"Pixel {i}" for i in range(64)],
    "in Korean": [f"픽셀{i}" for i in range(64)],
}
ONLY_WITH_A_LABEL = {
    "numbers, as pandas": list(map(str, range(64))),
    "any stem, as R": [f"V{i}" for i in range(2, 66)],
    "names without numbers": ["".join(chr(97 + int(d)) for d in f"{i:02d}") for i in range(64)],
}


@pytest.mark.parametrize(
    "label", ["label", "Label", "LABEL", "class", "target", "y", "레이블", "라벨", " label "]
)
@pytest.mark.parametrize("pixels", [*NUMBERED, *ONLY_WITH_A_LABEL])
@pytest.mark.parametrize("end", ["first", "last", "in between"])
def test_the_column_of_labels_is_found_by_its_name(file, label, pixels, end):
    names = {**NUMBERED, **ONLY_WITH_A_LABEL}[pixels]
    at = {"first": 0, "last": 64, "in between": 30}[end]
    header = [*names[:at], label, *names[at:]]
    holds(read_images(file(lines(PIXELS[:, :at], LABELS, PIXELS[:, at:], header=header))))


@pytest.mark.parametrize("pixels", NUMBERED)
def test_a_file_of_pixels_alone_has_no_labels(file, pixels):
    path = file(lines(PIXELS, header=NUMBERED[pixels]))
    holds(read_images(path), None)
    holds(read_images(path, label=None), None)


@pytest.mark.parametrize("pixels", ONLY_WITH_A_LABEL)
def test_a_header_that_names_neither_labels_nor_pixels_asks(file, raised, pixels):
    names = ONLY_WITH_A_LABEL[pixels]
    path = file(lines(PIXELS, header=names))
    ko, en = raised(lambda: read_images(path), DataError)
    assert (
        "레이블의 열(label, class, target, y" in ko
        and "label=None" in ko
        and f"'{names[0]}'" in ko
        and f"'{names[-1]}'" in ko
    )
    assert (
        "no column of labels (label, class, target, y" in en
        and "label=None" in en
        and f"'{names[0]}'" in en
    )
    holds(read_images(path, label=None), None)
    holds(read_images(path, label=names[5]), PIXELS[:, 5], np.delete(PIXELS, 5, axis=1))


INDEX = {
    "unnamed": [""],
    "named by pandas": ["Unnamed: 0"],
    "twice": ["Unnamed: 0.1", "Unnamed: 0"],
    "in any case": ["unnamed: 0"],
}


@pytest.mark.parametrize("index", INDEX)
@pytest.mark.parametrize("labelled", [True, False])
def test_the_index_of_pandas_is_left_out(file, index, labelled):
    # no pixels, whatever they were
    numbers = np.column_stack([np.arange(len(PIXELS)) * 1000] * len(INDEX[index]))
    columns, header = ([LABELS], ["label"]) if labelled else ([], [])
    path = file(lines(numbers, *columns, PIXELS, header=[*INDEX[index], *header, *NAMES]))
    holds(read_images(path), LABELS if labelled else None)
    if labelled:
        for label in ("label", len(INDEX[index]), len(INDEX[index]) - 65 - len(INDEX[index])):
            holds(read_images(path, label=label))


def test_a_frame_without_names_asks_which_column_holds_the_labels(file, raised):
    for index in ([], [""]):
        columns = [np.arange(len(PIXELS))] if index else []
        path = file(lines(*columns, LABELS, PIXELS, header=[*index, *map(str, range(65))]))
        ko, en = raised(lambda path=path: read_images(path), DataError)
        assert "label=None" in ko and "label=None" in en and "'0', '1', '2'" in ko
        holds(read_images(path, label="0"))
        holds(read_images(path, label=len(index)))


def test_several_labels_ask_for_one(file, raised):
    path = file(lines(LABELS, PIXELS, LABELS, header=["label", *NAMES, "class"]))
    ko, en = raised(lambda: read_images(path), DataError)
    assert "'label', 'class'" in ko and "'label', 'class'" in en
    raised(lambda: read_images(path, label="class"), DataError)  # the other would be a pixel


@pytest.mark.parametrize("odd", ["id", "ImageId", "index", "번호", "source", "label"])
def test_a_column_that_is_no_pixel_is_never_taken_for_one(file, raised, odd):
    path = file(lines(LABELS, LABELS, PIXELS, header=[odd, "digit", *NAMES]))
    for label in ("digit", 1) if odd != "label" else ("digit", None):
        ko, en = raised(lambda label=label: read_images(path, label=label), DataError)
        assert (
            filled("열 '{odd}'은(는) 픽셀인지 알 수 없습니다", {"odd": odd}) in ko
            and f"The column '{odd}'" in en
        )
    only = file(lines(LABELS, PIXELS[:, :2], header=[odd, "a", "b"]), "small.csv")
    if odd not in ("label", "source"):
        raised(lambda: read_images(only, label=None), DataError)


@pytest.mark.parametrize("odd", ["fold1", "Unnamed: 0", "", "split", "pixel"])
@pytest.mark.parametrize("at", [1, 30, 65])
def test_a_column_called_another_way_than_the_pixels_is_asked_about(file, raised, odd, at):
    path = file(
        lines(
            LABELS,
            PIXELS[:, : at - 1],
            LABELS,
            PIXELS[:, at - 1 :],
            header=["label", *NAMES[: at - 1], odd, *NAMES[at - 1 :]],
        )
    )
    ko, en = raised(lambda: read_images(path), DataError)
    assert filled("열 '{odd}'은(는)", {"odd": odd}) in ko and f"The column '{odd}'" in en


def test_pixels_of_three_colours_need_a_word_of_the_user(file, raised):
    path = file(lines(LABELS, PIXELS[:, :6], header=["label", "r1", "g1", "b1", "r2", "g2", "b2"]))
    raised(lambda: read_images(path), DataError)
    holds(read_images(path, label="label"), LABELS, PIXELS[:, :6])


# ── what the user says ──


@pytest.mark.parametrize("label", ["digit", "Digit", 64, -1, np.int64(64)])
def test_labels_may_be_chosen_by_name_or_number(file, label):
    holds(read_images(file(lines(PIXELS, LABELS, header=[*NAMES, "digit"])), label=label))


@pytest.mark.parametrize("label", [0, -65])
def test_without_a_header_labels_are_chosen_by_number(file, label):
    holds(read_images(file(lines(LABELS, PIXELS)), label=label))
    holds(read_images(file(lines(PIXELS, LABELS)), label=-1))
    holds(read_images(file(lines(PIXELS)), label=None), None)


WRONG = {
    "name": ("digitt", "label='digitt'인 열이 0개", "0 columns label='digitt'", "'digit'"),
    "far name": ("zzz", "label='zzz'인 열이 0개", "0 columns label='zzz'", "'pixel0', 'pixel1'"),
    "too far": (65, "열은 65개인데 label=65", "65 columns, but label=65", "64"),
    "too far back": (-66, "label=-66", "label=-66", "64"),
    "truth": (True, "label=True", "label=True", "None"),
    "real": (1.0, "label=1.0", "label=1.0", "None"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_label_that_is_not_there_lists_what_is(file, raised, name):
    label, korean, english, both = WRONG[name]
    path = file(lines(PIXELS, LABELS, header=[*NAMES, "digit"]))
    ko, en = raised(lambda: read_images(path, label=label), DataError)
    assert korean in ko and both in ko and english in en and both in en


def test_a_name_that_two_columns_have_is_not_one(file, raised):
    ko, en = raised(lambda: read_images(file("d,D,a\n1,2,3\n"), label="δ"), DataError)
    assert "0개" in ko and "0 columns" in en
    ko, en = raised(lambda: read_images(file("d,d,a\n1,2,3\n"), label="d"), DataError)
    assert "2개" in ko and "2 columns" in en
    # as it is written goes before any case
    assert read_images(file("d,D,a\n1,2,3\n"), label="D").y.tolist() == [2]


def test_a_name_needs_a_header_and_the_index_is_no_label(file, raised):
    ko, en = raised(lambda: read_images(file(lines(LABELS, PIXELS)), label="label"), DataError)
    assert (
        "머리글 행이 없어서" in ko
        and "label=64" in ko
        and "has no header" in en
        and "label=64" in en
    )
    path = file(lines(np.arange(12), LABELS, PIXELS, header=["", "label", *NAMES]))
    ko, en = raised(lambda: read_images(path, label=0), DataError)
    assert "행 번호" in ko and "row numbers" in en


def test_label_is_for_csv_alone(file, raised):
    for content in (b"\0\0\x08\x03" + bytes(12), b"PK\x03\x04"):
        ko, en = raised(lambda content=content: read_images(file(content), label="y"), DataError)
        assert "CSV가 아니라서" in ko and "no CSV file" in en


# ── without a header ──


def test_without_a_header_the_first_column_is_the_label(file):
    holds(read_images(file(lines(LABELS, PIXELS))))


def test_as_many_columns_as_a_square_image_has_pixels_ask(file, raised):
    path = file(lines(PIXELS))
    ko, en = raised(lambda: read_images(path), DataError)
    assert "64개(8 × 8)" in ko and all(f"label={x}" in ko for x in ("None", "0", "-1"))
    assert "64 columns (8 × 8)" in en and all(f"label={x}" in en for x in ("None", "0", "-1"))
    assert read_images(path, label=0).X.shape == (12, 63)


def test_a_first_column_that_counts_the_rows_asks(file, raised):
    for start in (0, 1, 100):
        path = file(lines(np.arange(start, start + 12), LABELS, PIXELS))
        ko, en = raised(lambda path=path: read_images(path), DataError)
        assert "행 번호로 보입니다" in ko and "index=False" in ko and "numbers of rows" in en
        assert read_images(path, label=0).y.tolist() == list(range(start, start + 12))
    path = file(lines(np.arange(10), PIXELS[:10]))  # one of each digit, in order
    holds(read_images(path), np.arange(10), PIXELS[:10])


def test_labels_in_the_last_column_are_asked_for(file, raised):
    edge = PIXELS.copy()
    edge[:, 0] = 0  # as in the digits of UCI, whose first pixel is always background
    for pixels, low, high in ((edge, 0, 0), (PIXELS, PIXELS[:, 0].min(), PIXELS[:, 0].max())):
        path = file(lines(pixels, LABELS))
        ko, en = raised(lambda path=path: read_images(path), DataError)
        assert f"첫 열({low}부터 {high})보다 마지막 열(1부터 9)이" in ko and "label=-1" in ko
        assert (
            f"last column (1 to 9) looks more like labels than the first ({low} to {high})" in en
            and "label=-1" in en
        )
        holds(read_images(path, label=-1), LABELS, pixels)


def test_many_rows_are_read_without_a_header(file):
    pixels, labels = np.tile(PIXELS, (30, 1)), np.tile(LABELS, 30)
    holds(read_images(file(lines(labels, pixels))), labels, pixels)


# ── how it is written ──


FORMS = {
    "floats": lines(LABELS, PIXELS, header=["label", *NAMES], form=lambda x: f"{x}.0"),
    "long floats": lines(LABELS, PIXELS, header=["label", *NAMES], form=lambda x: f"{x}.000000"),
    "exponents, as np.savetxt": lines(
        LABELS, PIXELS, header=["# label", *NAMES], form=lambda x: f"{x:.18e}"
    ),
    "CRLF": lines(LABELS, PIXELS, header=["label", *NAMES], end="\r\n"),
    "byte order mark": "\ufeff" + lines(LABELS, PIXELS, header=["label", *NAMES]),
    "byte order mark and quotes": "\ufeff" + lines(LABELS, PIXELS, header=['"label"', *NAMES]),
    "quoted header, as R": lines(
        LABELS, PIXELS, header=[f'"{name}"' for name in ["label", *NAMES]]
    ),
    "quoted numbers": lines(
        LABELS, PIXELS, header=["label", *NAMES], form=lambda x: f'"{x}"', end="\r\n"
    ),
    "a comma in a name": lines(
        LABELS, PIXELS, header=["label", *(f'"pixel{i // 8},{i % 8}"' for i in range(64))]
    ),
    "blank lines": "\n\r\n" + lines(LABELS, PIXELS, header=["label", *NAMES]) + "\n\n",
    "spaces": lines(LABELS, PIXELS, header=["label", *NAMES], form=lambda x: f" {x} "),
    "row names of R": lines(
        range(1, 13), LABELS, PIXELS, header=['""', '"label"', *(f'"{name}"' for name in NAMES)]
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_way_to_write_it_is_read(file, form):
    holds(read_images(file(FORMS[form])))


@pytest.mark.parametrize("label", ["레이블", "라벨"])
def test_a_korean_header_is_read_in_utf8_and_cp949(file, label):
    text = lines(LABELS, PIXELS, header=[label, *(f"픽셀{i}" for i in range(64))])
    for encoding in ("utf-8", "utf-8-sig", "cp949"):
        holds(read_images(file(text, encoding=encoding)))
        holds(read_images(file(text.replace(label, "정답"), encoding=encoding), label="정답"))


def test_a_header_in_an_unknown_encoding_is_refused(file, raised):
    ko, en = raised(lambda: read_images(file(b"label,\xff\xfe\xff\n1,2\n")), DataError)
    assert "UTF-8" in ko and "UTF-8" in en


BROKEN = {
    "empty cell": ("label,pixel0,pixel1\n1,2,3\n4,,6\n", "2째 열 'pixel0'이 비어",
                   "line 3, column 2 'pixel0' is missing"),
    "NaN": ("label,pixel0\n1,NaN\n", "비어 있습니다('NaN')", "is missing ('NaN')"),
    "NA in the first line": ("NA,2,3\n4,5,6\n", "1째 줄 1째 열이 비어 있습니다('NA')",
                             "line 1, column 1 is missing ('NA')"),
    "first cell empty": (",0,0,0\n1,2,3,4\n", "1째 줄 1째 열이 비어",
                         "line 1, column 1 is missing"),
    "a fraction": ("label,pixel0\n1,0.5\n", "'pixel0'의 '0.5'는 0..255의 정수가 아닙니다",
                   "'0.5' is not a whole number"),
    "too large": ("label,pixel0\n1,256.0\n", "'256.0'", "'256.0'"),
    "a wrong cell in the first line": ("7a,0,0,9\n1,2,3,4\n", "1째 줄 1째 열의 '7a'",
                                       "line 1, column 1: '7a'"),
    "text labels": ("label,pixel0\ncat,3\n", "레이블(1째 열 'label')이 문자열 'cat'",
                    "label (column 1 'label') is the text"),
    "counted with the index": (",label,pixel0\n0,1,x\n", "3째 열 'pixel0'의 'x'",
                               "column 3 'pixel0': 'x'"),
    "a short line": ("label,pixel0,pixel1\n1,2\n", "2째 줄에 열(쉼표로 나눈 값)이 2개",
                     "It should have 3"),
    "a short header": ("label,pixel0\n1,2,3\n", "2째 줄에 열(쉼표로 나눈 값)이 3개",
                       "It should have 2"),
    "open quotes": ('label,pixel0\n1,"2\n', "2째 줄의 따옴표가", "line 2: the quotes"),
    "no rows": (",label,pixel0\n", "숫자로 된 줄이 없습니다", "no line of numbers"),
    "an index alone": ("Unnamed: 0\n1\n", "열(쉼표로 나눈 값)이 1개", "It should have 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_named_by_line_and_column(file, raised, name):
    content, korean, english = BROKEN[name]
    ko, en = raised(lambda: read_images(file(content)), DataError)
    assert korean in ko and english in en


def test_a_line_of_very_many_columns_is_read_in_bounded_time(file, raised):
    """Hundreds of thousands of cells in the first line, all different: nothing grows with their
    square.
    """
    wide = ",".join(map(str, range(2, 400_000)))
    raised(lambda: read_images(file(wide)), DataError)
    raised(lambda: read_images(file(",".join(f"c{i}" for i in range(400_000)))), DataError)


@st.composite
def frames(draw):
    """A file as pandas could write it, and what it holds: index or none, labels anywhere or
    nowhere, quotes, floats, CRLF.
    """
    n, p = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    pixels = np.array(
        draw(
            st.lists(st.lists(st.integers(0, 255), min_size=p, max_size=p), min_size=n, max_size=n)
        )
    )
    labels = np.array(draw(st.lists(st.integers(0, 255), min_size=n, max_size=n)))
    columns, names = [pixels[:, i] for i in range(p)], [f"pixel{i}" for i in range(p)]
    at = draw(st.none() | st.integers(0, p))
    if at is not None:
        columns.insert(at, labels)
        names.insert(at, draw(st.sampled_from(["label", "Class", "TARGET", "y"])))
    if draw(st.booleans()):
        columns.insert(0, np.arange(n) + draw(st.integers(0, 10**6)))
        names.insert(0, draw(st.sampled_from(["", "Unnamed: 0"])))
    out, form = io.StringIO(), draw(st.sampled_from([str, lambda x: f"{x}.0"]))
    writer = csv.writer(
        out,
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
    )
    writer.writerow(names)
    writer.writerows([[form(x) for x in row] for row in zip(*columns, strict=True)])
    return out.getvalue(), pixels, labels if at is not None else None


@given(frames())
def test_what_was_written_is_read(tmp_path_factory, frame):
    content, pixels, labels = frame
    path = tmp_path_factory.mktemp("csv") / "data.csv"
    path.write_bytes(content.encode())
    holds(read_images(path), labels, pixels)


# ── a folder of Kaggle's ──


def test_a_folder_whose_test_part_has_no_labels_says_what_to_read(tmp_path, raised):
    (tmp_path / "train.csv").write_text(
        lines(LABELS, PIXELS, header=["label", *NAMES]), encoding="utf-8"
    )
    (tmp_path / "test.csv").write_text(lines(PIXELS, header=NAMES), encoding="utf-8")
    ko, en = raised(lambda: mnist(tmp_path), DataError)
    assert (
        "test.csv에는 레이블이 없어서" in ko and "read_images(path)" in ko and "split(X, y)" in ko
    )
    assert "test.csv has no labels" in en and "split(X, y)" in en
    (tmp_path / "test.csv").write_text(
        lines(PIXELS, LABELS, header=[*NAMES, "class"]), encoding="utf-8"
    )
    assert np.array_equal(mnist(tmp_path).y_test, LABELS)
