"""층의 클래스.

Classes of layers, which keep their gradients as attributes.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def layer_attributes(dtype):
    """Layers with weights, bias and their gradients as attributes; the model has no arguments."""
    r = np.random.default_rng(244)

    class Linear:
        def __init__(self, inputs, outputs):
            self.weight = (r.normal(size=(outputs, inputs)) / inputs**0.5).astype(dtype)
            self.bias = r.normal(size=outputs).astype(dtype)

        def __call__(self, x):
            self.x = x
            return x @ self.weight.T + self.bias

        def backward(self, grad):
            self.weight_grad = grad.T @ self.x
            self.bias_grad = grad.sum(axis=0)
            return grad @ self.weight

    class Celu:
        def __call__(self, x):
            self.x = x
            return np.maximum(0, x) + np.minimum(0, np.exp(x) - 1)

        def backward(self, grad):
            return grad * np.where(self.x > 0, 1.0, np.exp(self.x))

    class Huber:
        def __call__(self, guess, goal):
            self.gap = guess - goal
            small = np.abs(self.gap) <= 1
            return np.where(small, 0.5 * self.gap**2, np.abs(self.gap) - 0.5).mean()

        def backward(self):
            return np.clip(self.gap, -1, 1) / self.gap.size

    inputs, goals = r.normal(size=(4, 3)).astype(dtype), 2 * r.normal(size=(4, 2)).astype(dtype)
    first, between, second, criterion = Linear(3, 4), Celu(), Linear(4, 2), Huber()

    def loss():
        return criterion(second(between(first(inputs))), goals)

    def backward():
        grad = criterion.backward()
        for layer in (second, between, first):
            grad = layer.backward(grad)
        return {
            "W1": first.weight_grad,
            "b1": first.bias_grad,
            "W2": second.weight_grad,
            "b2": second.bias_grad,
        }

    held = {"W1": first.weight, "b1": first.bias, "W2": second.weight, "b2": second.bias}
    return loss, backward, held


W1b1 = ("W1", "b1")
W12b12 = ("W1", "b1", "W2", "b2")
wrong(
    layer_attributes,
    "the gap not clipped",
    {"np.clip(self.gap, -1, 1) / self.gap.size": "self.gap / self.gap.size"},
    **dict.fromkeys(W12b12, ("formula", "mask", "left_out", "other_activation")),
)
wrong(
    layer_attributes,
    "divided by the samples",
    {"np.clip(self.gap, -1, 1) / self.gap.size": "np.clip(self.gap, -1, 1) / len(self.gap)"},
    **dict.fromkeys(W12b12, "count"),
)
wrong(
    layer_attributes,
    "the slope of a ReLU",
    {"np.where(self.x > 0, 1.0, np.exp(self.x))": "(self.x > 0)"},
    **dict.fromkeys(W1b1, ("other_activation", "share_missing")),
)
wrong(
    layer_attributes,
    "the slope at negative inputs its value",
    {"np.where(self.x > 0, 1.0, np.exp(self.x))": "np.where(self.x > 0, 1.0, np.exp(self.x) - 1)"},
    **dict.fromkeys(W1b1, ("formula", "unknown")),
)
wrong(
    layer_attributes,
    "the weights the wrong way",
    {"self.weight_grad = grad.T @ self.x": "self.weight_grad = self.x.T @ grad"},
    W1="transpose",
    W2="transpose",
)
wrong(
    layer_attributes,
    "biases averaged",
    {"self.bias_grad = grad.sum(axis=0)": "self.bias_grad = np.average(grad, axis=0)"},
    np.float32,
    b1="mean_twice",
    b2="mean_twice",
)
wrong(
    layer_attributes,
    "the second layer's bias in the first's place",
    {'"b2": second.bias_grad': '"b2": first.bias_grad[:2]'},
    b2=("from_other", "wrong_signal", "unknown"),
)
wrong(
    layer_attributes,
    "the weight stepped before it is used",
    {
        "return grad @ self.weight\n": (
            "stepped = self.weight - 0.1 * self.weight_grad\n            return grad @ stepped\n"
        )
    },
    **dict.fromkeys(W1b1, "updated"),
)
