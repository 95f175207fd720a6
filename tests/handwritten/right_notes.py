"""공부 노트의 코드: 한국어 주석, 짧은 도우미 함수, 작은 예제.

Write what stands in study notes: Korean comments, short helpers, small examples worked by hand.
"""

import numpy as np
from numpy import array, dot, exp, log, ones, zeros

from tests.handwritten.programs import program


@program("노트: _t와 _m 도우미, 뉴런 객체, 은닉층 여러 개", float32=True)
def note_helpers(dtype):
    rng = np.random.default_rng(280)

    def _t(x):  # 전치
        return np.transpose(x)

    def _m(A, B):  # 행렬 곱
        return np.matmul(A, B)

    x = rng.normal(0.0, 1.0, (5,)).astype(dtype)
    y = rng.normal(0.0, 1.0, (2,)).astype(dtype)
    layers = []
    for i, o in ((5, 4), (4, 3), (3, 2)):
        layers.append({"W": rng.normal(size=(i, o)).astype(dtype), "b": np.zeros((o,), dtype)})

    def run(layers):
        outs = [x]
        for layer in layers:
            z = _m(_t(layer["W"]), outs[-1]) + layer["b"]
            outs.append(1 / (1 + np.exp(-z)))
        return outs

    def forward(layers):
        return 1 / 2 * np.mean(np.square(run(layers)[-1] - y))  # 평균 제곱 오차

    def gradients(layers):
        outs = run(layers)
        dh = (outs[-1] - y) / y.size
        found = []
        for layer, inp, out in zip(layers[::-1], outs[-2::-1], outs[::-1]):
            da = dh * out * (1 - out)  # 시그모이드의 미분
            found.append({"W": np.outer(inp, da), "b": da})
            dh = _m(layer["W"], da)
        return found[::-1]

    return forward, gradients, layers


@program("노트: affine_layer_forward가 (y, cache)를 돌려준다", float32=True)
def note_affine_cache(dtype):
    rng = np.random.default_rng(281)
    X = rng.normal(size=(5, 6)).astype(dtype)
    t = rng.integers(0, 3, 5)

    def affine_layer_forward(X, W, b):
        y = np.dot(X, W) + b
        cache = (X, W, b)
        return y, cache

    def affine_layer_backward(dy, cache):
        X, W, b = cache
        dX = np.dot(dy, W.T)
        dW = np.dot(X.T, dy)
        db = np.sum(dy, axis=0)
        return dX, dW, db

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def softmax(x):
        x = x.T
        x = x - np.max(x, axis=0)
        y = np.exp(x) / np.sum(np.exp(x), axis=0)
        return y.T

    def _change_one_hot_label(X, num_category):
        T = np.zeros((X.size, num_category))
        for idx, row in enumerate(T):
            row[X[idx]] = 1
        return T

    def forward(W1, b1, W2, b2):
        a1, cache1 = affine_layer_forward(X, W1, b1)
        z1 = sigmoid(a1)
        a2, cache2 = affine_layer_forward(z1, W2, b2)
        y_hat = softmax(a2)
        batch_size = y_hat.shape[0]
        return -np.sum(np.log(y_hat[np.arange(batch_size), t])) / batch_size

    def gradients(W1, b1, W2, b2):
        a1, cache1 = affine_layer_forward(X, W1, b1)
        z1 = sigmoid(a1)
        a2, cache2 = affine_layer_forward(z1, W2, b2)
        dy = (softmax(a2) - _change_one_hot_label(t, 3)) / X.shape[0]
        dz1, dW2, db2 = affine_layer_backward(dy, cache2)
        da1 = dz1 * sigmoid(a1) * (1 - sigmoid(a1))
        _, dW1, db1 = affine_layer_backward(da1, cache1)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    P = {"W1": (6, 4), "b1": 4, "W2": (4, 3), "b2": 3}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("노트: XOR, from numpy import 로 가져온 이름들", float32=True)
def note_xor(dtype):
    X = array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=dtype)
    T = array([[0], [1], [1], [0]], dtype=dtype)

    def forward(w1, b1, w2, b2):
        h = 1 / (1 + exp(-(dot(X, w1) + b1)))
        y = 1 / (1 + exp(-(dot(h, w2) + b2)))
        return -(T * log(y) + (1 - T) * log(1 - y)).sum()

    def gradients(w1, b1, w2, b2):
        h = 1 / (1 + exp(-(dot(X, w1) + b1)))
        y = 1 / (1 + exp(-(dot(h, w2) + b2)))
        delta = y - T  # 출력층의 오차
        dw2, db2 = dot(h.T, delta), delta.sum(axis=0)
        delta = dot(delta, w2.T) * h * (1 - h)  # 은닉층의 오차
        return dot(X.T, delta), delta.sum(axis=0), dw2, db2

    rng = np.random.default_rng(282)
    P = {
        "w1": rng.normal(size=(2, 3)).astype(dtype),
        "b1": zeros(3, dtype),
        "w2": rng.normal(size=(3, 1)).astype(dtype),
        "b2": -ones(1, dtype) / 2,
    }
    return forward, gradients, P


@program("노트: f(x, y, z) = (x + y) z, 계산 그래프", float32=False)
def note_computation_graph(dtype):
    def forward(x, y, z):
        q = x + y
        return q * z

    def gradients(x, y, z):
        q = x + y
        dq = z
        dz = q
        dx = 1.0 * dq
        dy = 1.0 * dq
        return {"dx": dx, "dy": dy, "dz": dz}

    return forward, gradients, {"x": -2.0, "y": 5.0, "z": -4.0}


@program("노트: 시그모이드 뉴런 하나를 단계마다, dden, dexp", float32=False)
def note_sigmoid_steps(dtype):
    x = [-1.0, -2.0]

    def forward(w):
        d = w[0] * x[0] + w[1] * x[1] + w[2]
        return 1.0 / (1 + np.exp(-d))

    def gradients(w):
        d = w[0] * x[0] + w[1] * x[1] + w[2]
        e = np.exp(-d)
        den = 1 + e
        dden = -1.0 / den**2
        de = dden
        dd = -e * de
        return np.array([x[0] * dd, x[1] * dd, dd])

    return forward, gradients, {"w": np.array([2.0, -3.0, -3.0])}


@program("노트: 복잡한 식 (x + σ(y)) / (σ(x) + (x + y)²)", float32=False)
def note_messy_expression(dtype):
    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    def forward(x, y):
        num = x + sigmoid(y)
        den = sigmoid(x) + (x + y) ** 2
        return num / den

    def gradients(x, y):
        sigy, sigx = sigmoid(y), sigmoid(x)
        num, xpy = x + sigy, x + y
        den = sigx + xpy**2
        invden = 1.0 / den
        dnum = invden
        dden = -num * invden**2
        dxpy = 2 * xpy * dden
        dx = dxpy + (1 - sigx) * sigx * dden + dnum
        dy = dxpy + (1 - sigy) * sigy * dnum
        return dx, dy

    return forward, gradients, {"x": 3.0, "y": -4.0}


@program("노트: 붓꽃처럼 네 특징, 원-핫, 층이 목록에, 손실의 합", float32=True)
def note_iris(dtype):
    rng = np.random.default_rng(286)
    X = rng.uniform(0, 3, (7, 4)).astype(dtype)
    Y = np.zeros((7, 3), dtype)
    for i, k in enumerate(rng.integers(0, 3, 7)):
        Y[i, k] = 1

    def softmax(z):
        z = z - z.max(axis=1)[:, np.newaxis]
        return np.exp(z) / np.sum(np.exp(z), axis=1)[:, np.newaxis]

    def forward(W, b):
        loss = 0
        for x, y in zip(X, Y):
            p = softmax(np.dot(x[np.newaxis, :], W) + b)[0]
            loss -= np.sum(y * np.log(p))
        return loss / X.shape[0]

    def gradients(W, b):
        P = softmax(np.dot(X, W) + b)
        return X.T.dot(P - Y) / len(X), np.mean(P - Y, axis=0)

    P = {"W": (0.3 * rng.normal(size=(4, 3))).astype(dtype), "b": np.zeros(3, dtype)}
    return forward, gradients, P


@program("노트: 파라미터를 튜플로, 순서대로 돌려준다", float32=True)
def note_tuple_of_parameters(dtype):
    rng = np.random.default_rng(287)
    x = rng.normal(size=(4, 5)).astype(dtype)
    y = rng.normal(size=(4, 2)).astype(dtype)

    def forward(params):
        w1, b1, w2, b2 = params
        hidden = np.maximum(x @ w1 + b1, 0)
        return np.square(hidden @ w2 + b2 - y).mean()

    def gradients(params):
        w1, b1, w2, b2 = params
        z = x @ w1 + b1
        hidden = np.maximum(z, 0)
        grad_pred = 2.0 * (hidden @ w2 + b2 - y) / y.size
        grad_w2 = hidden.T @ grad_pred
        grad_h = grad_pred @ w2.T
        grad_z = grad_h.copy()
        grad_z[z < 0] = 0
        return (x.T @ grad_z, grad_z.sum(0), grad_w2, grad_pred.sum(0))

    shapes = [(5, 3), (3,), (3, 2), (2,)]
    return forward, gradients, tuple(rng.normal(size=s).astype(dtype) for s in shapes)


@program("노트: 가중치와 바이어스를 종류별 목록에", float32=True)
def note_dict_of_lists(dtype):
    rng = np.random.default_rng(288)
    X = rng.normal(size=(6, 3)).astype(dtype)
    t = rng.integers(0, 2, (6, 1)).astype(dtype)

    def run(p):
        outs = [X]
        for W, b in zip(p["W"], p["b"]):
            outs.append(1 / (1 + np.exp(-(outs[-1] @ W + b))))
        return outs

    def forward(p):
        y = run(p)[-1]
        return float(-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y)))

    def gradients(p):
        outs = run(p)
        dW, db = [], []
        delta = (outs[-1] - t) / len(X)
        for i in range(len(p["W"]))[::-1]:
            dW.append(outs[i].T @ delta)
            db.append(delta.sum(axis=0))
            delta = (delta @ p["W"][i].T) * outs[i] * (1 - outs[i])
        return {"W": dW[::-1], "b": db[::-1]}

    sizes = [3, 5, 4, 1]
    W = [rng.normal(size=s).astype(dtype) for s in zip(sizes, sizes[1:])]
    return forward, gradients, {"W": W, "b": [np.full(n, 0.1, dtype) for n in sizes[1:]]}


@program("노트: 전역의 딕셔너리를 읽는 predict()와 loss()", float32=True)
def note_no_arguments(dtype):
    rng = np.random.default_rng(289)
    x = rng.normal(size=(5, 2)).astype(dtype)
    t = rng.normal(size=(5, 1)).astype(dtype)
    params = {}
    params["W1"] = rng.normal(size=(2, 4)).astype(dtype)
    params["b1"] = np.zeros(4, dtype)
    params["W2"] = rng.normal(size=(4, 1)).astype(dtype)

    def predict():
        h = np.tanh(np.dot(x, params["W1"]) + params["b1"])
        return np.dot(h, params["W2"]), h

    def loss():
        y, _ = predict()
        return 0.5 * np.sum((y - t) ** 2) / x.shape[0]

    def gradient():
        y, h = predict()
        dy = (y - t) / x.shape[0]
        da = np.dot(dy, params["W2"].T) * (1 - h**2)
        grads = {"W1": np.dot(x.T, da), "b1": np.sum(da, axis=0), "W2": np.dot(h.T, dy)}
        return grads

    return loss, gradient, params
