"""샘플이 열인 신경망: parameters["W1"], caches, grads["dW1"].

Write networks with a sample in each column, parameters, caches and gradients in dicts, as a
well-known series of courses does.
"""

import numpy as np

from tests.handwritten.programs import program


@program("one hidden layer: cache in a dict, grads with dW1, db1", float32=True)
def planar(dtype):
    rng = np.random.default_rng(20)
    X = rng.normal(size=(2, 7)).astype(dtype)
    Y = rng.integers(0, 2, (1, 7)).astype(dtype)
    m = Y.shape[1]

    def propagate(parameters):
        Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
        A1 = np.tanh(Z1)
        Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
        A2 = 1 / (1 + np.exp(-Z2))
        assert A2.shape == (1, X.shape[1])
        return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

    def forward(parameters):
        A2, cache = propagate(parameters)
        logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
        cost = -np.sum(logprobs) / m
        cost = float(np.squeeze(cost))
        assert isinstance(cost, float)
        return cost

    def gradients(parameters):
        A2, cache = propagate(parameters)
        A1 = cache["A1"]
        dZ2 = A2 - Y
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = np.multiply(np.dot(parameters["W2"].T, dZ2), 1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.sum(dZ1, axis=1, keepdims=True) / m
        return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}

    parameters = {
        "W1": rng.normal(size=(4, 2)).astype(dtype),
        "b1": np.zeros((4, 1), dtype),
        "W2": rng.normal(size=(1, 4)).astype(dtype),
        "b2": np.zeros((1, 1), dtype),
    }
    return forward, gradients, parameters


@program("L layers: linear_activation_forward, caches of caches, dA and dW", float32=True)
def deep_caches(dtype):
    rng = np.random.default_rng(21)
    X = rng.normal(size=(5, 6)).astype(dtype)
    Y = rng.integers(0, 2, (1, 6)).astype(dtype)
    dims = [5, 4, 3, 1]

    def linear_activation_forward(A_prev, W, b, activation):
        Z = W.dot(A_prev) + b
        assert Z.shape == (W.shape[0], A_prev.shape[1])
        A = np.maximum(0, Z) if activation == "relu" else 1 / (1 + np.exp(-Z))
        return A, ((A_prev, W, b), Z)

    def model(parameters):
        caches, A = [], X
        L = len(parameters) // 2
        for l in range(1, L):
            A, cache = linear_activation_forward(
                A, parameters["W" + str(l)], parameters["b" + str(l)], "relu"
            )
            caches.append(cache)
        AL, cache = linear_activation_forward(
            A, parameters["W" + str(L)], parameters["b" + str(L)], "sigmoid"
        )
        caches.append(cache)
        return AL, caches

    def forward(parameters):
        AL, _ = model(parameters)
        m = Y.shape[1]
        cost = (1.0 / m) * (-np.dot(Y, np.log(AL).T) - np.dot(1 - Y, np.log(1 - AL).T))
        return np.squeeze(cost)

    def linear_backward(dZ, cache):
        A_prev, W, b = cache
        m = A_prev.shape[1]
        return np.dot(W.T, dZ), np.dot(dZ, A_prev.T) / m, np.sum(dZ, axis=1, keepdims=True) / m

    def gradients(parameters):
        AL, caches = model(parameters)
        grads = {}
        L = len(caches)
        dAL = -(np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
        linear, Z = caches[L - 1]
        s = 1 / (1 + np.exp(-Z))
        found = linear_backward(dAL * s * (1 - s), linear)
        grads["dA" + str(L - 1)], grads["dW" + str(L)], grads["db" + str(L)] = found
        for l in reversed(range(L - 1)):
            linear, Z = caches[l]
            dZ = np.array(grads["dA" + str(l + 1)], copy=True)
            dZ[Z <= 0] = 0
            found = linear_backward(dZ, linear)
            grads["dA" + str(l)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = found
        return grads

    parameters = {}
    for l in range(1, len(dims)):
        W = rng.normal(size=(dims[l], dims[l - 1])) / np.sqrt(dims[l - 1])
        parameters["W" + str(l)] = W.astype(dtype)
        parameters["b" + str(l)] = np.zeros((dims[l], 1), dtype) + dtype(0.1)
    return forward, gradients, parameters


@program("L2: cross-entropy cost plus lambd / (2m), three layers", float32=True)
def l2_columns(dtype):
    rng = np.random.default_rng(22)
    X = rng.normal(size=(3, 5)).astype(dtype)
    Y = rng.integers(0, 2, (1, 5)).astype(dtype)
    lambd, m = 0.7, 5

    def relu(z):
        return np.maximum(0, z)

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def forward(W1, b1, W2, b2, W3, b3):
        A1 = relu(np.dot(W1, X) + b1)
        A2 = relu(np.dot(W2, A1) + b2)
        A3 = sigmoid(np.dot(W3, A2) + b3)
        logprobs = np.multiply(-np.log(A3), Y) + np.multiply(-np.log(1 - A3), 1 - Y)
        cross_entropy_cost = 1.0 / m * np.nansum(logprobs)
        L2_cost = (
            lambd * (np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3))) / 2 / m
        )
        return cross_entropy_cost + L2_cost

    def gradients(W1, b1, W2, b2, W3, b3):
        A1 = relu(np.dot(W1, X) + b1)
        A2 = relu(np.dot(W2, A1) + b2)
        A3 = sigmoid(np.dot(W3, A2) + b3)
        dZ3 = A3 - Y
        dW3 = 1.0 / m * np.dot(dZ3, A2.T) + lambd / m * W3
        db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
        dA2 = np.dot(W3.T, dZ3)
        dZ2 = np.multiply(dA2, np.int64(A2 > 0))
        dW2 = 1.0 / m * np.dot(dZ2, A1.T) + lambd / m * W2
        db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
        dA1 = np.dot(W2.T, dZ2)
        dZ1 = np.multiply(dA1, np.int64(A1 > 0))
        dW1 = 1.0 / m * np.dot(dZ1, X.T) + lambd / m * W1
        db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
        return {
            **{"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2},
            **{"db2": db2, "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1},
        }

    P = {}
    for i, (n, k) in enumerate([(6, 3), (4, 6), (1, 4)], start=1):
        P[f"W{i}"] = (rng.normal(size=(n, k)) * 0.4).astype(dtype)
        P[f"b{i}"] = (0.2 * rng.normal(size=(n, 1))).astype(dtype)
    return forward, gradients, P


@program("inverted dropout with the masks D1, D2 kept, three layers", float32=True)
def dropout_columns(dtype):
    rng = np.random.default_rng(23)
    X = rng.normal(size=(3, 6)).astype(dtype)
    Y = rng.integers(0, 2, (1, 6)).astype(dtype)
    keep_prob, m = 0.8, 6
    D1 = (rng.random((5, 6)) < keep_prob).astype(int)
    D2 = (rng.random((4, 6)) < keep_prob).astype(int)

    def run(parameters):
        A1 = np.maximum(0, np.dot(parameters["W1"], X) + parameters["b1"])
        A1 = A1 * D1
        A1 = A1 / keep_prob
        A2 = np.maximum(0, np.dot(parameters["W2"], A1) + parameters["b2"])
        A2 = np.multiply(A2, D2)
        A2 /= keep_prob
        A3 = 1 / (1 + np.exp(-(np.dot(parameters["W3"], A2) + parameters["b3"])))
        return A1, A2, A3

    def forward(parameters):
        A3 = run(parameters)[-1]
        return -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))

    def gradients(parameters):
        A1, A2, A3 = run(parameters)
        dZ3 = A3 - Y
        dW3 = 1.0 / m * np.dot(dZ3, A2.T)
        db3 = 1.0 / m * np.sum(dZ3, axis=1, keepdims=True)
        dA2 = np.dot(parameters["W3"].T, dZ3)
        dA2 = dA2 * D2
        dA2 = dA2 / keep_prob
        dZ2 = np.multiply(dA2, A2 > 0)
        dW2 = 1.0 / m * np.dot(dZ2, A1.T)
        db2 = 1.0 / m * np.sum(dZ2, axis=1, keepdims=True)
        dA1 = np.dot(parameters["W2"].T, dZ2) * D1 / keep_prob
        dZ1 = np.multiply(dA1, A1 > 0)
        dW1 = 1.0 / m * np.dot(dZ1, X.T)
        db1 = 1.0 / m * np.sum(dZ1, axis=1, keepdims=True)
        return {"dW3": dW3, "db3": db3, "dW2": dW2, "db2": db2, "dW1": dW1, "db1": db1}

    P = {}
    for i, (n, k) in enumerate([(5, 3), (4, 5), (1, 4)], start=1):
        P[f"W{i}"] = rng.normal(size=(n, k)).astype(dtype)
        P[f"b{i}"] = (0.3 + 0.2 * rng.normal(size=(n, 1))).astype(dtype)
    return forward, gradients, P


@program("softmax over axis 0, one-hot columns, a cost of the mean", float32=True)
def softmax_columns(dtype):
    rng = np.random.default_rng(24)
    X = rng.normal(size=(4, 7)).astype(dtype)
    labels = rng.integers(0, 3, 7)
    Y = np.zeros((3, 7), dtype)
    Y[labels, np.arange(7)] = 1

    def softmax(Z):
        return np.exp(Z) / sum(np.exp(Z))

    def forward(W1, b1, W2, b2):
        A1 = np.maximum(W1.dot(X) + b1, 0)
        A2 = softmax(W2.dot(A1) + b2)
        return -np.mean(np.sum(Y * np.log(A2), axis=0))

    def gradients(W1, b1, W2, b2):
        m = Y.shape[1]
        Z1 = W1.dot(X) + b1
        A1 = np.maximum(Z1, 0)
        A2 = softmax(W2.dot(A1) + b2)
        dZ2 = A2 - Y
        dW2 = 1 / m * dZ2.dot(A1.T)
        db2 = 1 / m * np.sum(dZ2, 1).reshape(-1, 1)
        dZ1 = W2.T.dot(dZ2) * (Z1 > 0)
        dW1 = 1 / m * dZ1.dot(X.T)
        db1 = 1 / m * np.sum(dZ1, 1).reshape(-1, 1)
        return dW1, db1, dW2, db2

    P = {
        "W1": rng.uniform(-0.5, 0.5, (5, 4)).astype(dtype),
        "b1": rng.uniform(-0.5, 0.5, (5, 1)).astype(dtype),
        "W2": rng.uniform(-0.5, 0.5, (3, 5)).astype(dtype),
        "b2": rng.uniform(-0.5, 0.5, (3, 1)).astype(dtype),
    }
    return forward, gradients, P


@program("leaky ReLU by np.where, columns, MSE / 2m", float32=True)
def leaky_columns(dtype):
    rng = np.random.default_rng(25)
    X = rng.normal(size=(3, 6)).astype(dtype)
    Y = rng.normal(size=(2, 6)).astype(dtype)
    alpha = 0.1

    def forward(W1, b1, W2, b2):
        m = X.shape[1]
        Z1 = W1 @ X + b1
        A1 = np.where(Z1 > 0, Z1, alpha * Z1)
        AL = W2 @ A1 + b2
        return (1 / (2 * m)) * np.sum((AL - Y) ** 2)

    def gradients(W1, b1, W2, b2):
        m = X.shape[1]
        Z1 = W1 @ X + b1
        A1 = np.where(Z1 > 0, Z1, alpha * Z1)
        dAL = (W2 @ A1 + b2 - Y) / m
        dA1 = W2.T @ dAL
        dZ1 = dA1 * np.where(Z1 > 0, 1, alpha)
        return dict(
            W1=dZ1 @ X.T,
            b1=dZ1.sum(axis=1, keepdims=True),
            W2=dAL @ A1.T,
            b2=dAL.sum(axis=1, keepdims=True),
        )

    P = {
        "W1": rng.normal(size=(5, 3)).astype(dtype),
        "b1": rng.normal(size=(5, 1)).astype(dtype),
        "W2": rng.normal(size=(2, 5)).astype(dtype),
        "b2": rng.normal(size=(2, 1)).astype(dtype),
    }
    return forward, gradients, P


@program("a vector turned into a dictionary and back, concatenated gradients", float32=False)
def vector_of_parameters(dtype):
    rng = np.random.default_rng(26)
    X = rng.normal(size=(3, 5)).astype(dtype)
    Y = rng.integers(0, 2, (1, 5)).astype(dtype)

    def vector_to_dictionary(theta):
        return {
            "W1": theta[:12].reshape((4, 3)),
            "b1": theta[12:16].reshape((4, 1)),
            "W2": theta[16:20].reshape((1, 4)),
            "b2": theta[20:21].reshape((1, 1)),
        }

    def forward(theta):
        p = vector_to_dictionary(theta)
        A1 = np.tanh(np.dot(p["W1"], X) + p["b1"])
        A2 = 1 / (1 + np.exp(-(np.dot(p["W2"], A1) + p["b2"])))
        return 1.0 / 5 * np.sum(-np.log(A2) * Y - np.log(1 - A2) * (1 - Y))

    def gradients(theta):
        p = vector_to_dictionary(theta)
        A1 = np.tanh(np.dot(p["W1"], X) + p["b1"])
        A2 = 1 / (1 + np.exp(-(np.dot(p["W2"], A1) + p["b2"])))
        dZ2 = (A2 - Y) / 5
        dZ1 = np.dot(p["W2"].T, dZ2) * (1 - A1**2)
        grads = {
            "dW1": np.dot(dZ1, X.T),
            "db1": dZ1.sum(axis=1, keepdims=True),
            "dW2": np.dot(dZ2, A1.T),
            "db2": dZ2.sum(axis=1, keepdims=True),
        }
        return np.concatenate([grads[k].ravel() for k in ["dW1", "db1", "dW2", "db2"]])

    return forward, gradients, {"theta": rng.normal(size=21).astype(dtype)}
