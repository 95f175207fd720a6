"""시험들이 함께 쓰는 것. What tests of many rooms share."""

import os
import pickle
import re
import sys
import threading
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import settings


def fewer(share):
    """For a slow property test: so small a share of the profile's examples. But the 1,000 of
    "intense" are a promise.
    """
    examples = settings().max_examples
    return settings(max_examples=examples if examples >= 1000 else max(examples // share, 2))


# Of graphs that are drawn at random some stand at a kink, where create_graph=True has a word to
# say.
at_kinks = pytest.mark.filterwarnings("ignore:.*꺾이는 점:micrograd_ko.NumericWarning")


@contextmanager
def turns_after_a_few_bytecodes():
    """Threads take turns after a few bytecodes, not after five milliseconds."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def in_threads(work, count=8):
    """work(i) in each of `count` threads, all at once; what they return."""
    results, errors, start = [None] * count, [], threading.Barrier(count)

    def body(i):
        try:
            start.wait(timeout=60)
            results[i] = work(i)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=body, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    assert not errors, errors
    return results


def since_numpy(version):
    """For a test of what NumPy has since that version: "2.1.0"."""
    return pytest.mark.skipif(
        np.lib.NumpyVersion(np.__version__) < version, reason=f"NumPy has this since {version}"
    )


def required(what, why):
    """Something that a test needs is not here: skip, or fail where MICROGRAD_KO_REQUIRE names
    it.
    """
    (
        pytest.fail
        if what in re.findall(r"\w+", os.environ.get("MICROGRAD_KO_REQUIRE", ""))
        else pytest.skip
    )(why)


def pickled(x):
    """What comes out of a pickle that x went into."""
    return pickle.loads(pickle.dumps(x))
