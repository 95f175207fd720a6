"""표본이나 층을 하나씩 도는 반복문.

Loops over samples and over layers.
"""

from itertools import pairwise

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def sample_by_sample(dtype):
    """One sample at a time, added up in arrays of zeros."""
    r = np.random.default_rng(11)
    X = r.normal(size=(5, 3)).astype(dtype)
    Y = r.normal(size=(5, 2)).astype(dtype)
    V = r.normal(size=(4, 3)).astype(dtype)
    c = r.normal(size=4).astype(dtype)
    W = r.normal(size=(2, 4)).astype(dtype)
    b = r.normal(size=2).astype(dtype)

    def forward(V, c, W, b):
        loss = 0.0
        for x, y in zip(X, Y, strict=True):
            h = np.tanh(V @ x + c)
            loss = loss + 0.5 * np.sum((W @ h + b - y) ** 2)
        return loss / len(X)

    def gradients(V, c, W, b):
        dV, dc, dW, db = np.zeros_like(V), np.zeros_like(c), np.zeros_like(W), np.zeros_like(b)
        for i in range(len(X)):
            x, y = X[i], Y[i]
            h = np.tanh(V @ x + c)
            delta = (W @ h + b - y) / len(X)
            dW += np.outer(delta, h)
            db += delta
            hidden = W.T @ delta * (1 - h**2)
            dV += np.outer(hidden, x)
            dc += hidden
        return dV, dc, dW, db

    return forward, gradients, [V, c, W, b]


FOUR = ("V", "c", "W", "b")

wrong(
    sample_by_sample,
    "assigned in the loop",
    {"dW += np.outer(delta, h)": "dW = np.outer(delta, h)"},
    W=("one_use", "one_sample", "last_step"),
)
wrong(
    sample_by_sample,
    "a bias assigned in the loop",
    {"dc += hidden": "dc = hidden"},
    c=("one_use", "one_sample", "last_step"),
)
wrong(
    sample_by_sample,
    "the slope left out in the loop",
    {"* (1 - h**2)": ""},
    V="left_out",
    c="left_out",
)
wrong(
    sample_by_sample,
    "the sigmoid's slope for tanh's in the loop",
    {"(1 - h**2)": "h * (1 - h)"},
    V="other_activation",
    c="other_activation",
)
wrong(
    sample_by_sample,
    "tanh of the output in the loop",
    {"(1 - h**2)": "(1 - np.tanh(h) ** 2)"},
    V="wrong_point",
    c="wrong_point",
)
wrong(
    sample_by_sample,
    "the mean forgotten in the loop",
    {"(W @ h + b - y) / len(X)": "W @ h + b - y"},
    **dict.fromkeys(FOUR, "mean"),
)
wrong(
    sample_by_sample,
    "the last sample skipped",
    {"for i in range(len(X)):": "for i in range(len(X) - 1):"},
    **dict.fromkeys(FOUR, ("use_missing", "share_missing")),
)
wrong(
    sample_by_sample,
    "the half of the square taken for a whole",
    {"delta = (W @ h + b - y) / len(X)": "delta = 2 * (W @ h + b - y) / len(X)"},
    np.float32,
    **dict.fromkeys(FOUR, ("constant", "doubled")),
)
wrong(
    sample_by_sample,
    "the activation before tanh in the loop",
    {"dW += np.outer(delta, h)": "dW += np.outer(delta, V @ x + c)"},
    W="wrong_operand",
)
wrong(
    sample_by_sample,
    "the bias's share from before the slope",
    {"dc += hidden": "dc += W.T @ delta"},
    c=("left_out", "from_other"),
)


@base
def dict_of_layers(dtype):
    """L layers in a dict, a loop over the hidden ones, caches in a list."""
    r = np.random.default_rng(12)
    sizes = [3, 5, 4, 2]
    X = r.normal(size=(3, 6)).astype(dtype)
    Y = np.array([[1, 0, 0, 1, 1, 0], [0, 1, 1, 0, 0, 1]]).astype(dtype)
    parameters = {}
    for i in range(1, len(sizes)):
        parameters["W" + str(i)] = r.normal(size=(sizes[i], sizes[i - 1])).astype(dtype)
        parameters["b" + str(i)] = 0.3 * r.normal(size=(sizes[i], 1)).astype(dtype)

    def layers(parameters):
        A, L, caches = X, len(sizes) - 1, []
        for i in range(1, L + 1):
            Z = np.dot(parameters["W" + str(i)], A) + parameters["b" + str(i)]
            caches.append((A, Z))
            A = np.maximum(0, Z) if i < L else 1 / (1 + np.exp(-Z))
        return A, caches

    def compute_cost(parameters):
        AL, _ = layers(parameters)
        return -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / Y.shape[1]

    def backward(parameters):
        AL, caches = layers(parameters)
        m = Y.shape[1]
        grads = {}
        dZ = AL - Y
        for i in range(len(sizes) - 1, 0, -1):
            A_prev, _ = caches[i - 1]
            grads["dW" + str(i)] = np.dot(dZ, A_prev.T) / m
            grads["db" + str(i)] = np.sum(dZ, axis=1, keepdims=True) / m
            if i > 1:
                dA = np.dot(parameters["W" + str(i)].T, dZ)
                dZ = dA * (A_prev > 0)
        return grads

    return compute_cost, backward, parameters


BIASES = ("b1", "b2", "b3")
WEIGHTS = ("W1", "W2", "W3")
HIDDEN = ("W1", "b1", "W2", "b2")

wrong(
    dict_of_layers,
    "ReLU's slope left out in the loop",
    {"dZ = dA * (A_prev > 0)": "dZ = dA"},
    **dict.fromkeys(HIDDEN, "left_out"),
)
wrong(
    dict_of_layers,
    "ReLU's slope of the wrong sign of the gradient",
    {"dZ = dA * (A_prev > 0)": "dZ = dA * (dA > 0)"},
    **dict.fromkeys(HIDDEN, "formula"),
)
wrong(
    dict_of_layers,
    "the activation itself for its slope",
    {"dZ = dA * (A_prev > 0)": "dZ = dA * A_prev"},
    **dict.fromkeys(HIDDEN, "formula"),
)
wrong(
    dict_of_layers,
    "no slope at the first layer alone",
    {"dZ = dA * (A_prev > 0)": "dZ = dA * (A_prev > 0) if i > 2 else dA"},
    W1="left_out",
    b1="left_out",
)
wrong(
    dict_of_layers,
    "no slope at the second layer alone",
    {"dZ = dA * (A_prev > 0)": "dZ = dA * (A_prev > 0) if i < 3 else dA"},
    **dict.fromkeys(HIDDEN, "left_out"),
)
wrong(
    dict_of_layers,
    "the first layer's slope a sigmoid's",
    {"dZ = dA * (A_prev > 0)": "dZ = dA * ((A_prev > 0) if i > 2 else A_prev * (1 - A_prev))"},
    W1="other_activation",
    b1="other_activation",
)
wrong(
    dict_of_layers,
    "Z where the layer's input belongs",
    {
        'grads["dW" + str(i)] = np.dot(dZ, A_prev.T) / m': (
            "before = caches[i - 2][1] if i > 1 else A_prev\n"
            '            grads["dW" + str(i)] = np.dot(dZ, before.T) / m'
        )
    },
    W2="wrong_operand",
    W3="wrong_operand",
)
wrong(
    dict_of_layers,
    "1/m forgotten in the weights",
    {"np.dot(dZ, A_prev.T) / m": "np.dot(dZ, A_prev.T)"},
    **dict.fromkeys(WEIGHTS, "mean"),
)
wrong(
    dict_of_layers,
    "1/m forgotten in the biases",
    {"np.sum(dZ, axis=1, keepdims=True) / m": "np.sum(dZ, axis=1, keepdims=True)"},
    np.float32,
    **dict.fromkeys(BIASES, "mean"),
)
wrong(
    dict_of_layers,
    "1/m in the signal as well",
    {"dA = np.dot(parameters": "dA = 1 / m * np.dot(parameters"},
    W1=("mean_twice", "factor"),
    b1=("mean_twice", "factor"),
    W2="mean_twice",
    b2="mean_twice",
)
wrong(
    dict_of_layers,
    "biases without keepdims",
    {"np.sum(dZ, axis=1, keepdims=True) / m": "np.sum(dZ, axis=1) / m"},
    **dict.fromkeys(BIASES, "reshaped"),
)
wrong(
    dict_of_layers,
    "biases summed over everything",
    {"np.sum(dZ, axis=1, keepdims=True) / m": "np.sum(dZ) / m"},
    **dict.fromkeys(BIASES, "total"),
)
wrong(
    dict_of_layers,
    "biases not summed in the loop",
    {"np.sum(dZ, axis=1, keepdims=True) / m": "dZ / m"},
    **dict.fromkeys(BIASES, "unsummed"),
)
wrong(
    dict_of_layers,
    "biases summed along axis 0",
    {"np.sum(dZ, axis=1, keepdims=True) / m": "np.sum(dZ, axis=0, keepdims=True) / m"},
    **dict.fromkeys(BIASES, "wrong_axis"),
)
wrong(
    dict_of_layers,
    "the last layer's derivative as well",
    {"dZ = AL - Y": "dZ = (AL - Y) * AL * (1 - AL)"},
    **dict.fromkeys((*WEIGHTS, *BIASES), "twice"),
)
wrong(
    dict_of_layers,
    "the derivative of the cross entropy without the sigmoid's",
    {"dZ = AL - Y": "dZ = (AL - Y) / (AL * (1 - AL))"},
    **dict.fromkeys((*WEIGHTS, *BIASES), "left_out"),
)


@base
def lists_of_layers(dtype):
    """Weights and biases in lists, one sample, a loop from the back by negative numbers."""
    r = np.random.default_rng(13)
    sizes = [3, 4, 4, 2]
    x = r.normal(size=(3, 1)).astype(dtype)
    y = np.array([[0.0], [1.0]]).astype(dtype)
    biases = [r.normal(size=(k, 1)).astype(dtype) for k in sizes[1:]]
    weights = [r.normal(size=(k, j)).astype(dtype) for j, k in pairwise(sizes)]

    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def sigmoid_prime(z):
        return sigmoid(z) * (1 - sigmoid(z))

    def forward(parameters):
        activation = x
        for b, w in zip(parameters[:3], parameters[3:], strict=True):
            activation = sigmoid(np.dot(w, activation) + b)
        return 0.5 * np.sum((activation - y) ** 2)

    def backprop(parameters):
        biases, weights = parameters[:3], parameters[3:]
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        activation, activations, zs = x, [x], []
        for b, w in zip(biases, weights, strict=True):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)
        for k in range(2, len(sizes)):
            sp = sigmoid_prime(zs[-k])
            delta = np.dot(weights[-k + 1].T, delta) * sp
            nabla_b[-k] = delta
            nabla_w[-k] = np.dot(delta, activations[-k - 1].T)
        return nabla_b + nabla_w

    return forward, backprop, biases + weights


INNER = ("p1", "p2", "p4", "p5")
EVERY = ("p1", "p2", "p3", "p4", "p5", "p6")

wrong(
    lists_of_layers,
    "the last layer's slope left out",
    {"delta = (activations[-1] - y) * sigmoid_prime(zs[-1])": "delta = activations[-1] - y"},
    **dict.fromkeys(EVERY, "left_out"),
)
wrong(
    lists_of_layers,
    "sigmoid_prime of the activations",
    {"sp = sigmoid_prime(zs[-k])": "sp = sigmoid_prime(activations[-k])"},
    **dict.fromkeys(INNER, "wrong_point"),
)
wrong(
    lists_of_layers,
    "the slope of the next layer's z",
    {"sp = sigmoid_prime(zs[-k])": "sp = sigmoid_prime(zs[-2])"},
    p1="other_layer",
    p4="other_layer",
)
wrong(
    lists_of_layers,
    "the activations one too near",
    {
        "nabla_w[-k] = np.dot(delta, activations[-k - 1].T)": (
            "nabla_w[-k] = np.dot(delta, activations[-k - (k > 2)].T)"
        )
    },
    p5="wrong_operand",
)
wrong(
    lists_of_layers,
    "the cost's derivative the wrong way round",
    {"delta = (activations[-1] - y)": "delta = (y - activations[-1])"},
    **dict.fromkeys(EVERY, "sign"),
)
wrong(
    lists_of_layers,
    "the last bias without the slope",
    {"nabla_b[-1] = delta": "nabla_b[-1] = activations[-1] - y"},
    p3=("left_out", "from_other"),
)
wrong(
    lists_of_layers,
    "the weights of the first gap left at zero",
    {"for k in range(2, len(sizes)):": "for k in range(2, len(sizes) - 1):"},
    p1="zero",
    p4="zero",
)
wrong(
    lists_of_layers,
    "z not squashed in the slope",
    {"sp = sigmoid_prime(zs[-k])": "sp = zs[-k] * (1 - zs[-k])"},
    np.float32,
    **dict.fromkeys(INNER, "wrong_formula"),
)
