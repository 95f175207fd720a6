"""체크포인트에 이상한 것이 있으면 오류이거나, 그대로 학습한다.

A checkpoint with something odd in it is a clear error, or it is trained on from there: nothing of
it comes out later as another exception.
"""

import json
import random
import warnings
from collections import Counter

import numpy as np
import pytest

from micrograd_ko import MicrogradError
from micrograd_ko.nn import Dropout, Linear, Sequential
from micrograd_ko.optim import Adam
from micrograd_ko.train import fit
from tests.files_fuzz import EVERYTHING, NUMBERS, spots
from tests.helpers.layers import tanh


def resumed(path, epochs):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(12, 3))
    y = (X[:, :1] > 0) * 1.0
    model = Sequential(Linear(3, 2, rng=0), tanh, Dropout(0.2, rng=1), Linear(2, 1, rng=2))
    options = {"loss": "binary_cross_entropy", "metric": "accuracy", "patience": 3}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of numbers that were made too large
        return fit(
            model, X, y, optimizer=Adam(model), epochs=epochs, batch_size=5, validation=(X, y),
            checkpoint=path, progress=False, **options,
        )  # fmt: skip


@pytest.mark.slow
def test_odd_things_in_a_checkpoint_are_errors_or_trained_on_from(tmp_path):
    path, chance = tmp_path / "c.json", random.Random(0)
    resumed(path, 2)
    whole = path.read_text(encoding="utf-8")
    odd = [*EVERYTHING, *NUMBERS]
    cases = [(at, thing) for at in range(len(spots(json.loads(whole)))) for thing in odd]
    counts = Counter()
    for at, thing in chance.sample(cases, 400):
        document = json.loads(whole)
        x, key = spots(document)[at]
        x[key] = thing
        path.write_text(json.dumps(document), encoding="utf-8")
        try:
            resumed(path, 3)
            counts["went on"] += 1
        except MicrogradError:
            counts["error"] += 1
    assert counts["error"] > 200 and counts["went on"] > 10
