"""진단서: 사람이 읽는 것. The report of a diagnosis, as a person reads it."""

import inspect
import re

import numpy as np
import pytest

from micrograd_ko import set_language
from micrograd_ko.diagnosing.diagnosis import diagnose
from tests.helpers.handwritten import CASES, Affine, Squash, mlp, recurrent


def test_report_of_right_gradients_is_one_line():
    found = diagnose(*mlp())
    assert str(found) == repr(found) == "W1, b1, W2, b2: 맞습니다."
    set_language("en")
    assert str(found) == "W1, b1, W2, b2: right."


class InLayers:
    def predict(self, x, params):
        for layer in (
            Affine(params["W1"], params["b1"]),
            Squash(),
            Affine(params["W2"], params["b2"]),
        ):
            x = layer.forward(x)
        return x

    def loss(self, x, t, params):
        y = self.predict(x, params)
        return np.mean((y - t) ** 2)

    def gradients(self, x, t, params):
        z = Squash().forward(x @ params["W1"] + params["b1"])
        dy = 2 * (z @ params["W2"] + params["b2"] - t) / t.size
        da = dy @ params["W2"].T  # without z(1 - z)
        return {"W1": x.T @ da, "b1": da.sum(axis=0), "W2": z.T @ dy, "b2": dy.sum(axis=0)}


def test_the_line_is_that_of_the_layer_not_that_which_calls_them_all():
    rng = np.random.default_rng(0)
    net, x, t = InLayers(), rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
    params = {
        name: rng.normal(size=shape)
        for name, shape in (("W1", (2, 3)), ("b1", 3), ("W2", (3, 1)), ("b2", 1))
    }
    found = diagnose(lambda: net.loss(x, t, params), lambda: net.gradients(x, t, params), params)
    assert {
        finding.name: finding.verdict for finding in found.findings if not finding.right
    } == dict.fromkeys(("W1", "b1"), "left_out")
    assert "줄 `return 1 / (1 + np.exp(-x))  # here`" in str(found)


def test_report_names_the_line_and_the_numbers():
    found = diagnose(*mlp("db1 of dz1"))
    right, wrong, numbers = str(found).splitlines()
    assert right == "W1, W2, b2: 맞습니다."
    source, first = inspect.getsourcelines(mlp)
    at = first + next(i for i, text in enumerate(source) if "z1 = act(a1)" in text)
    assert wrong == (
        f"b1: 틀렸습니다. 시그모이드(σ)의 도함수를 곱하지 않았습니다({at}번째 줄 `z1 = act(a1)`). "
        "출력의 기울기를 입력의 기울기로 그대로 썼습니다."
    )
    entry = found["b1"].values["entry"]
    expected, got = found["b1"].expected[entry], found["b1"].got[entry]
    assert (
        numbers
        == f"  b1[{entry[0]}]: 맞는 값 {expected:.4f}, 쓴 값 {got:.4f}, 비 {got / expected:.4f}"
    )
    set_language("en")
    assert f"The derivative of sigmoid is left out (line {at} `z1 = act(a1)`)" in str(found)


def test_a_common_cause_is_told_once():
    words = str(diagnose(*mlp("mean")))
    assert (
        words.count("평균의 1/n(n = 10)이 빠졌습니다") == 1 and "모든 기울기에 같은 실수가" in words
    )
    assert "모든 기울기" not in str(diagnose(*mlp("left_out")))


@pytest.mark.parametrize(
    ("network", "options", "mistake", "verdict", "names"),
    {case.values[3]: case for case in CASES}.values(),
)
def test_every_report_reads_in_both_languages(network, options, mistake, verdict, names):
    found = diagnose(*network(mistake, *options))
    for language, wrong in (("ko", "틀렸습니다"), ("en", "wrong")):
        set_language(language)
        words = str(found)
        assert not re.search(r"[{}]|None|Place|Word|array\(", words)
        assert wrong in words and all(name in words for name in names)
        assert (
            re.search("[가-힣]", re.sub("`.*?`", "", words))
            if language == "ko"
            else not re.search("[가-힣]", words)
        )


def test_many_wrong_layers_of_one_loop_are_one_sentence():
    found = diagnose(*recurrent("left_out", steps=5))
    assert str(found).count("틀렸습니다") == 1 and str(found).startswith(
        "Wx, Wh, b: 틀렸습니다. 쌍곡탄젠트(tanh)의 도함수"
    )
