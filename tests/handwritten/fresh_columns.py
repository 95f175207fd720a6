"""표본이 열인 신경망: 표본마다의 역전파, L층 모형, 로지스틱 한 개, 그람 행렬.

Samples as columns: backprop sample by sample, models of L layers, one logistic unit, Gram matrices.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def samples_in_turn(dtype):
    """[biases, weights]; nabla_b and nabla_w summed over (x, y) pairs; cross entropy."""
    r = np.random.default_rng(724)
    sizes = [3, 4, 4, 2]
    biases = [r.normal(size=(n, 1)).astype(dtype) for n in sizes[1:]]
    weights = [r.normal(size=(n, m)).astype(dtype) for m, n in zip(sizes[:-1], sizes[1:])]
    batch = [
        (r.normal(size=(3, 1)).astype(dtype), np.eye(2)[:, [k]].astype(dtype)) for k in (0, 1, 1, 0)
    ]

    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def sigmoid_prime(z):
        return sigmoid(z) * (1 - sigmoid(z))

    def cost(biases, weights):
        total = 0.0
        for x, y in batch:
            a = x
            for b, w in zip(biases, weights):
                a = sigmoid(np.dot(w, a) + b)
            total += np.sum(np.nan_to_num(-y * np.log(a) - (1 - y) * np.log(1 - a)))
        return total / len(batch)

    def backprop(x, y, biases, weights):
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        activation, activations, zs = x, [x], []
        for b, w in zip(biases, weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        delta = activations[-1] - y
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, len(sizes)):
            z = zs[-l]
            sp = sigmoid_prime(z)
            delta = np.dot(weights[-l + 1].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return nabla_b, nabla_w

    def gradients(biases, weights):
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        for x, y in batch:
            delta_b, delta_w = backprop(x, y, biases, weights)
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_w)]
        return [[nb / len(batch) for nb in nabla_b], [nw / len(batch) for nw in nabla_w]]

    return cost, gradients, [biases, weights]


BELOW, EVERY = ("b1", "W1", "b2", "W2"), ("b1", "W1", "b2", "W2", "b3", "W3")
wrong(
    samples_in_turn,
    "the quadratic cost's delta",
    {"delta = activations[-1] - y": "delta = (activations[-1] - y) * sigmoid_prime(zs[-1])"},
    **dict.fromkeys(EVERY, ("twice", "formula")),
)
wrong(
    samples_in_turn,
    "sigmoid_prime of the activations",
    {"z = zs[-l]": "z = activations[-l]"},
    **dict.fromkeys(BELOW, "wrong_point"),
)
wrong(
    samples_in_turn,
    "no sigmoid_prime",
    {"sp = sigmoid_prime(z)": "sp = 1.0"},
    **dict.fromkeys(BELOW, "left_out"),
)
wrong(
    samples_in_turn,
    "the last sample's biases",
    {"[nb + dnb for": "[dnb for"},
    **dict.fromkeys(("b1", "b2", "b3"), ("one_use", "one_sample")),
)
wrong(
    samples_in_turn,
    "the last sample's weights",
    {"[nw + dnw for": "[dnw for"},
    **dict.fromkeys(("W1", "W2", "W3"), ("one_use", "one_sample")),
)
wrong(
    samples_in_turn,
    "the weights not averaged",
    {"[nw / len(batch) for": "[nw for"},
    np.float32,
    **dict.fromkeys(("W1", "W2", "W3"), "mean"),
)
wrong(
    samples_in_turn,
    "one layer too few",
    {"for l in range(2, len(sizes)):": "for l in range(2, len(sizes) - 1):"},
    b1="zero",
    W1="zero",
)
wrong(
    samples_in_turn,
    "y - a",
    {"delta = activations[-1] - y": "delta = y - activations[-1]"},
    **dict.fromkeys(EVERY, "sign"),
)


@base
def l_layer_leaky(dtype):
    """Parameters W1 … bL, caches of (linear, activation), leaky ReLU, sigmoid; dA as well."""
    r = np.random.default_rng(731)
    X = r.normal(size=(4, 5)).astype(dtype)
    Y = np.array([[1, 0, 1, 1, 0]]).astype(dtype)
    dims = [4, 4, 4, 1]
    L = len(dims) - 1
    parameters = {}
    for l in range(1, L + 1):
        parameters["W" + str(l)] = r.normal(size=(dims[l], dims[l - 1])).astype(dtype)
        parameters["b" + str(l)] = (0.3 * r.normal(size=(dims[l], 1))).astype(dtype)

    def L_model_forward(parameters):
        A, caches = X, []
        for l in range(1, L + 1):
            W, b = parameters["W" + str(l)], parameters["b" + str(l)]
            Z = np.dot(W, A) + b
            caches.append(((A, W, b), Z))
            A = np.where(Z > 0, Z, 0.2 * Z) if l < L else 1 / (1 + np.exp(-Z))
        return A, caches

    def compute_cost(parameters):
        AL, _ = L_model_forward(parameters)
        m = Y.shape[1]
        cost = -1 / m * np.sum(np.multiply(Y, np.log(AL)) + np.multiply(1 - Y, np.log(1 - AL)))
        return np.squeeze(cost)

    def linear_backward(dZ, cache):
        A_prev, W, b = cache
        m = A_prev.shape[1]
        dW = 1 / m * np.dot(dZ, A_prev.T)
        db = 1 / m * np.sum(dZ, axis=1, keepdims=True)
        dA_prev = np.dot(W.T, dZ)
        return dA_prev, dW, db

    def L_model_backward(parameters):
        AL, caches = L_model_forward(parameters)
        grads = {}
        dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
        linear_cache, Z = caches[-1]
        dZ = dAL * AL * (1 - AL)
        for l in reversed(range(1, L + 1)):
            linear_cache, Z = caches[l - 1]
            if l < L:
                dZ = grads["dA" + str(l)] * np.where(Z > 0, 1, 0.2)
            dA, dW, db = linear_backward(dZ, linear_cache)
            grads["dA" + str(l - 1)] = dA
            grads["dW" + str(l)], grads["db" + str(l)] = dW, db
        return grads

    return compute_cost, L_model_backward, parameters


UNDER = ("W1", "b1", "W2", "b2")
THREE = ("W1", "b1", "W2", "b2", "W3", "b3")
wrong(
    l_layer_leaky,
    "1/m at the weights alone",
    {"db = 1 / m * np.sum": "db = np.sum"},
    **dict.fromkeys(("b1", "b2", "b3"), "mean"),
)
wrong(
    l_layer_leaky,
    "passed back as a plain ReLU",
    {"np.where(Z > 0, 1, 0.2)": "np.where(Z > 0, 1, 0)"},
    **dict.fromkeys(UNDER, ("other_activation", "formula")),
)
wrong(
    l_layer_leaky,
    "the slope not passed on",
    {" * np.where(Z > 0, 1, 0.2)": ""},
    **dict.fromkeys(UNDER, "left_out"),
)
wrong(
    l_layer_leaky,
    "W as it is",
    {"dA_prev = np.dot(W.T, dZ)": "dA_prev = np.dot(W if W.shape[0] > 1 else W.T, dZ)"},
    W1="operand_transposed",
    b1="operand_transposed",
)
wrong(
    l_layer_leaky,
    "the sigmoid's slope",
    {"dZ = dAL * AL * (1 - AL)": "dZ = dAL"},
    **dict.fromkeys(THREE, "left_out"),
)
wrong(
    l_layer_leaky,
    "a plus between the two logarithms",
    {"np.divide(Y, AL) - np.divide": "np.divide(Y, AL) + np.divide"},
    **dict.fromkeys(THREE, ("share_factor", "formula", "unknown")),
)
wrong(
    l_layer_leaky,
    "without keepdims",
    {"np.sum(dZ, axis=1, keepdims=True)": "np.sum(dZ, axis=1)"},
    np.float32,
    b1="reshaped",
    b2="reshaped",
    b3="reshaped",
)


@base
def logistic_unit(dtype):
    """One logistic unit: w a column, b a number, images as columns."""
    r = np.random.default_rng(732)
    X = r.normal(size=(3, 8)).astype(dtype)
    Y = (r.uniform(size=(1, 8)) > 0.5).astype(dtype)

    def propagate(w, b):
        A = 1 / (1 + np.exp(-(np.dot(w.T, X) + b)))
        return A, -np.mean(Y * np.log(A) + (1 - Y) * np.log(1 - A))

    def cost(w, b):
        return propagate(w, b)[1]

    def grads(w, b):
        A, _ = propagate(w, b)
        m = X.shape[1]
        dw = np.dot(X, (A - Y).T) / m
        db = np.sum(A - Y) / m
        return {"dw": dw, "db": db}

    return cost, grads, {"w": r.normal(size=(3, 1)).astype(dtype), "b": 0.4}


wrong(logistic_unit, "db not averaged", {"db = np.sum(A - Y) / m": "db = np.sum(A - Y)"}, b="mean")
wrong(logistic_unit, "features counted", {"m = X.shape[1]": "m = X.shape[0]"}, w="count", b="count")
wrong(
    logistic_unit,
    "the other sign at w",
    {"np.dot(X, (A - Y).T)": "np.dot(X, (Y - A).T)"},
    w="sign",
)
wrong(
    logistic_unit,
    "the sigmoid's slope once more",
    {"np.dot(X, (A - Y).T)": "np.dot(X, ((A - Y) * A * (1 - A)).T)"},
    w=("twice", "formula"),
)
wrong(
    logistic_unit,
    "labels not subtracted at b",
    {"db = np.sum(A - Y) / m": "db = np.sum(A) / m"},
    b=("share_missing", "label_missing", "factor"),
)
wrong(
    logistic_unit,
    "w lying down",
    {"dw = np.dot(X, (A - Y).T) / m": "dw = np.dot(A - Y, X.T) / m"},
    np.float32,
    w=("transpose", "reshaped"),
)
wrong(
    logistic_unit,
    "a constant out of nowhere",
    {"db = np.sum(A - Y) / m": "db = 5 * np.sum(A - Y) / m"},
    b="factor",
)


@base
def style_and_content(dtype):
    """A generated image: its Gram matrix beside a style's, its features beside a content's."""
    r = np.random.default_rng(733)
    content = r.normal(size=(3, 6)).astype(dtype)
    style = r.normal(size=(3, 6)).astype(dtype)
    alpha, beta = 10.0, 40.0
    n_C, n_HW = content.shape

    def gram(A):
        return np.matmul(A, A.T)

    def cost(G):
        J_content = np.sum(np.square(content - G)) / (4 * n_C * n_HW)
        J_style = np.sum(np.square(gram(style) - gram(G))) / (4 * n_C**2 * n_HW**2)
        return alpha * J_content + beta * J_style

    def grad(G):
        dcontent = 2 * (G - content) / (4 * n_C * n_HW)
        difference = gram(G) - gram(style)
        dstyle = 4 * np.matmul(difference, G) / (4 * n_C**2 * n_HW**2)
        return alpha * dcontent + beta * dstyle

    return cost, grad, {"G": r.normal(size=(3, 6)).astype(dtype)}


wrong(
    style_and_content,
    "one of the Gram matrix's two factors",
    {"dstyle = 4 * np": "dstyle = 2 * np"},
    G=("share_factor", "share_missing"),
)
wrong(
    style_and_content,
    "the content's share",
    {"return alpha * dcontent + beta * dstyle": "return beta * dstyle"},
    G=("share_missing", "path_cut"),
)
wrong(
    style_and_content,
    "the style for the image",
    {"np.matmul(difference, G)": "np.matmul(difference, style)"},
    G="wrong_operand",
)
wrong(
    style_and_content,
    "beta forgotten",
    {"beta * dstyle": "dstyle"},
    G=("share_factor", "constant"),
)
wrong(
    style_and_content,
    "the style's sign",
    {"gram(G) - gram(style)": "gram(style) - gram(G)"},
    np.float32,
    G="share_factor",
)
wrong(
    style_and_content,
    "half of the content's square",
    {"dcontent = 2 * (G": "dcontent = (G"},
    G="share_factor",
)
