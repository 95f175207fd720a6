"""페이지가 수를 적고 읽는 법.

Numbers on the page: written as Python writes them, and read as people type them.
"""

import math
import random
import struct
from importlib.resources import files

import pytest

from micrograd_ko.engine import number

SCRIPT = (files("viz.played") / "assets" / "numbers.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(chromium):
    with chromium.new_page() as page:
        yield page


def in_browser(page, code, job):
    return page.evaluate(f"(job) => {{\n{SCRIPT}\n{code}\n}}", job)


def written(page, numbers, digits=4):
    return in_browser(page, f"return job.map((x) => number(x, {digits}));", numbers)


def signed(numbers):
    return [*numbers, *(-x for x in numbers)]


def neighbours(x):
    return [math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf)]


def bits(rng):
    """Any float at all: nan, inf and denormals are among them."""
    return struct.unpack("<d", rng.randbytes(8))[0]


RNG = random.Random(0)
NUMBERS = {
    "any": [bits(RNG) for _ in range(3000)],
    "every size": [10 ** RNG.uniform(-12, 12) for _ in range(3000)],
    "denormal": [5e-324, 1e-323, 2.2e-308, 2.5e-320, *(RNG.random() * 1e-310 for _ in range(300))],
    # an odd number of thirty-seconds has five decimals, the last of them 5
    "ties": [k / 32 for k in range(4000)] + [RNG.randrange(32 * 10**6) / 32 for _ in range(2000)],
    "nearly ties": [y for k in range(1, 1000, 2) for y in neighbours(k / 20000)],
    # and of whole numbers, the exponent's figures: 1234500 is 1.2345e6
    "large ties": [
        float(n * 10**k + 5 * 10 ** (k - 1)) for n in range(1000, 9999, 37) for k in range(3, 24)
    ],
    "borders": [y for x in (1e-4, 1e6, 999999.99995, 9.9995e6, 9.9995e-5) for y in neighbours(x)],
    "special": [0.0, math.nan, math.inf, 1e22, 1e23, 1.7976931348623157e308, 1e100, 1e-100],
}


@pytest.mark.parametrize("which", NUMBERS)
def test_numbers_are_written_as_python_writes_them(page, which):
    numbers = signed(NUMBERS[which])
    for x, found in zip(numbers, written(page, numbers), strict=True):
        assert found == number(x), repr(x)


@pytest.mark.parametrize("digits", [1, 2, 3, 6, 9])
def test_so_they_are_with_more_digits_or_fewer(page, digits):
    numbers = signed([x for some in NUMBERS.values() for x in some][::5])
    numbers += signed([k / 2**digits / 2 for k in range(300)])
    for x, found in zip(numbers, written(page, numbers, digits), strict=True):
        assert found == number(x, digits), repr(x)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("-0.5", -0.5),
        ("−0.5", -0.5),
        ("－０．５", -0.5),
        ("１２", 12.0),
        (" 3 ", 3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1,5", 1.5),
        ("1,000", 1000.0),
        ("0,500", 0.5),
        ("1,000.5", 1000.5),
        ("-1,234,567.25", -1234567.25),
        ("1e-3", 1e-3),
        ("2E+10", 2e10),
        ("1,5e2", 150.0),
        ("-0", -0.0),
        ("inf", math.inf),
        ("-Inf", -math.inf),
        ("NaN", math.nan),
        *[(no, None) for no in ("", " ", "-", ".", ",", "e5", "1.2.3", "1,2,3", "--1", "1 2")],
        *[(no, None) for no in ("0x10", "1_000", "하나", "½", "Infinity", "1,5,", "constructor")],
    ],
)
def test_what_a_person_types_is_read(page, typed, wanted):
    found = in_browser(page, "return read(job);", typed)
    if wanted is None:
        assert found is None
    else:
        assert struct.pack("<d", found) == struct.pack("<d", wanted)


def test_what_the_page_writes_it_can_read(page):
    numbers = signed([x for some in NUMBERS.values() for x in some][::7])
    found = in_browser(page, "return job.map((x) => read(number(x)));", numbers)
    for x, again in zip(numbers, found, strict=True):
        assert again == float(number(x)) or (math.isnan(again) and math.isnan(x))
