"""역전파가 순전파의 것을 읽는 코드: 캐시, 속성, 버퍼, 스스로 만든 Variable.

Write backward passes that read what the forward pass kept: caches, attributes, buffers, and engines
that learners built themselves.
"""

from dataclasses import dataclass, field

import numpy as np

from tests.handwritten.programs import program


@program("self.cache filled by forward, read by backward, params in self.params", float32=True)
def cache_of_the_class(dtype):
    rng = np.random.default_rng(380)

    class Net:
        def __init__(self):
            self.params = {
                "W1": rng.normal(size=(4, 3)).astype(dtype),
                "b1": np.zeros((4, 1), dtype),
                "W2": rng.normal(size=(1, 4)).astype(dtype),
                "b2": np.zeros((1, 1), dtype),
            }
            self.cache, self.losses = {}, []

        def forward(self):
            p = self.params
            self.cache["Z1"] = p["W1"].dot(X) + p["b1"]
            self.cache["A1"] = np.maximum(0, self.cache["Z1"])
            self.cache["A2"] = 1 / (1 + np.exp(-(p["W2"].dot(self.cache["A1"]) + p["b2"])))
            A2 = self.cache["A2"]
            loss = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / X.shape[1]
            self.losses.append(loss)
            return loss

        def backward(self):
            m, c = X.shape[1], self.cache
            dZ2 = (c["A2"] - Y) / m
            dZ1 = np.dot(self.params["W2"].T, dZ2) * (c["Z1"] > 0)
            return {
                "dW1": np.dot(dZ1, X.T),
                "db1": np.sum(dZ1, axis=1, keepdims=True),
                "dW2": np.dot(dZ2, c["A1"].T),
                "db2": np.sum(dZ2, axis=1, keepdims=True),
            }

    X, Y = rng.normal(size=(3, 6)).astype(dtype), rng.integers(0, 2, (1, 6))
    net = Net()
    return net.forward, net.backward, net.params


@program("a list outside, cleared and appended to by forward", float32=True)
def list_outside(dtype):
    rng = np.random.default_rng(381)
    X, T = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)
    tape = []

    def forward(W1, W2, W3):
        tape.clear()
        a = X
        for W in (W1, W2, W3):
            tape.append(a)
            a = np.tanh(np.dot(a, W))
        tape.append(a)
        return np.mean((a - T) ** 2)

    def gradients(W1, W2, W3):
        grads, d = [], 2 * (tape[-1] - T) / T.size
        for W, a, out in zip((W3, W2, W1), tape[-2::-1], tape[:0:-1]):
            dz = d * (1 - out**2)
            grads.append(np.dot(a.T, dz))
            d = np.dot(dz, W.T)
        return grads[::-1]

    P = {"W1": (3, 4), "W2": (4, 5), "W3": (5, 2)}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("nonlocal h and p, set by forward", float32=True)
def nonlocal_names(dtype):
    rng = np.random.default_rng(382)
    X, y = rng.normal(size=(6, 4)).astype(dtype), rng.integers(0, 3, 6)
    h = p = None

    def forward(W1, W2):
        nonlocal h, p
        h = np.maximum(0, X.dot(W1))
        z = h.dot(W2)
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        return -np.log(p[np.arange(6), y]).mean()

    def gradients(W1, W2):
        d = p.copy()
        d[np.arange(6), y] -= 1
        d /= 6
        dh = d.dot(W2.T)
        dh[h <= 0] = 0
        return {"W1": X.T.dot(dh), "W2": h.T.dot(d)}

    P = {"W1": rng.normal(size=(4, 5)).astype(dtype), "W2": rng.normal(size=(5, 3)).astype(dtype)}
    return forward, gradients, P


@program("buffers made once: np.dot(X, W, out=self.z), self.a[:] = ...", float32=True)
def buffers(dtype):
    rng = np.random.default_rng(383)

    class Layer:
        def __init__(self, n, n_in, n_out):
            self.W = rng.normal(size=(n_in, n_out)).astype(dtype)
            self.z = np.zeros((n, n_out), dtype)
            self.a = np.zeros((n, n_out), dtype)

        def forward(self, x):
            self.x = x
            np.dot(x, self.W, out=self.z)
            self.a[:] = np.tanh(self.z)
            return self.a

        def backward(self, d):
            dz = d * (1 - self.a**2)
            self.dW = np.dot(self.x.T, dz)
            return np.dot(dz, self.W.T)

    X, T = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)
    first, second = Layer(5, 3, 4), Layer(5, 4, 2)

    def forward():
        return 0.5 * np.sum((second.forward(first.forward(X)) - T) ** 2)

    def gradients():
        first.backward(second.backward(second.a - T))
        return {"W1": first.dW, "W2": second.dW}

    return forward, gradients, {"W1": first.W, "W2": second.W}


@program("dataclasses for layers, fields for gradients, a RMSE whose loss is kept", float32=True)
def dataclass_layers(dtype):
    rng = np.random.default_rng(384)
    X, y = rng.normal(size=(6, 3)).astype(dtype), rng.normal(size=(6, 1)).astype(dtype)

    @dataclass
    class Dense:
        W: np.ndarray
        b: np.ndarray
        grads: dict = field(default_factory=dict)

        def __call__(self, x):
            self.x = x
            return x @ self.W + self.b

        def back(self, d):
            self.grads = {"W": self.x.T @ d, "b": d.sum(axis=0)}
            return d @ self.W.T

    def dense(n_in, n_out):
        return Dense(rng.normal(size=(n_in, n_out)).astype(dtype), np.zeros(n_out, dtype))

    one, two, kept = dense(3, 4), dense(4, 1), {}

    def forward():
        kept["h"] = np.tanh(one(X))
        kept["error"] = two(kept["h"]) - y
        kept["loss"] = np.sqrt(np.mean(kept["error"] ** 2))
        return kept["loss"]

    def gradients():
        dh = two.back(kept["error"] / (len(y) * kept["loss"]))
        one.back(dh * (1 - kept["h"] ** 2))
        return [one.grads["W"], one.grads["b"], two.grads["W"], two.grads["b"]]

    return forward, gradients, {"W1": one.W, "b1": one.b, "W2": two.W, "b2": two.b}


@program("Variable and Function of one's own: creator, backward by a stack, ndarray checked")
def own_variables(dtype):
    rng = np.random.default_rng(385)

    class Variable:
        def __init__(self, data):
            if data is not None and not isinstance(data, np.ndarray):
                raise TypeError("{} is not supported".format(type(data)))
            self.data, self.grad, self.creator = data, None, None

        def backward(self):
            self.grad = np.ones_like(self.data)
            funcs = [self.creator]
            while funcs:
                f = funcs.pop()
                x, y = f.input, f.output
                x.grad = f.backward(y.grad)
                if x.creator is not None:
                    funcs.append(x.creator)

    class Function:
        def __call__(self, input):
            self.input = input
            output = Variable(np.asarray(self.forward(input.data)))
            output.creator = self
            self.output = output
            return output

    class Square(Function):
        def forward(self, x):
            return x**2

        def backward(self, gy):
            return 2 * self.input.data * gy

    class Exp(Function):
        def forward(self, x):
            return np.exp(x)

        def backward(self, gy):
            return np.exp(self.input.data) * gy

    class Sum(Function):
        def forward(self, x):
            return np.sum(x)

        def backward(self, gy):
            return np.ones_like(self.input.data) * gy

    def run(x):
        x = Variable(x)
        return x, Sum()(Square()(Exp()(Square()(x))))

    def forward(x):
        return run(x)[1].data

    def gradients(x):
        x, y = run(x)
        y.backward()
        return x.grad

    return forward, gradients, {"x": rng.uniform(-1, 1, 4)}


@program("a scalar engine of one's own over the entries of w")
def own_scalars(dtype):
    rng = np.random.default_rng(386)
    xs, ts = rng.normal(size=(4, 2)), rng.normal(size=4)

    class Scalar:
        def __init__(self, data, parents=(), slopes=()):
            self.data, self.grad = data, 0.0
            self.parents, self.slopes = parents, slopes

        def __add__(self, other):
            other = other if isinstance(other, Scalar) else Scalar(other)
            return Scalar(self.data + other.data, (self, other), (1.0, 1.0))

        def __mul__(self, other):
            other = other if isinstance(other, Scalar) else Scalar(other)
            return Scalar(self.data * other.data, (self, other), (other.data, self.data))

        def tanh(self):
            t = np.tanh(self.data)
            return Scalar(t, (self,), (1 - t**2,))

        def backward(self, upstream=1.0):
            self.grad += upstream
            for parent, slope in zip(self.parents, self.slopes):
                parent.backward(upstream * slope)

    def loss_of(weights):
        total = Scalar(0.0)
        for x, t in zip(xs, ts):
            error = (weights[0] * x[0] + weights[1] * x[1] + weights[2]).tanh() + -t
            total = total + error * error
        return total

    def forward(w):
        return loss_of([Scalar(v) for v in w]).data

    def gradients(w):
        weights = [Scalar(v) for v in w]
        loss_of(weights).backward()
        return np.array([s.grad for s in weights])

    return forward, gradients, {"w": rng.normal(size=3)}


@program("forward_pass(X, training) and backward_pass(accum_grad), a list of layers", float32=True)
def accumulated_gradients(dtype):
    rng = np.random.default_rng(387)

    class Dense:
        def __init__(self, n_in, n_out):
            limit = 1 / np.sqrt(n_in)
            self.W = rng.uniform(-limit, limit, (n_in, n_out)).astype(dtype)
            self.w0 = np.full((1, n_out), 0.1, dtype)

        def forward_pass(self, X, training=True):
            self.layer_input = X
            return X.dot(self.W) + self.w0

        def backward_pass(self, accum_grad):
            self.grad_w = self.layer_input.T.dot(accum_grad)
            self.grad_w0 = np.sum(accum_grad, axis=0, keepdims=True)
            return accum_grad.dot(self.W.T)

    class LeakyReLU:
        def forward_pass(self, X, training=True):
            self.layer_input = X
            return np.where(X >= 0, X, 0.2 * X)

        def backward_pass(self, accum_grad):
            return accum_grad * np.where(self.layer_input >= 0, 1, 0.2)

    class Flatten:
        def forward_pass(self, X, training=True):
            self.prev_shape = X.shape
            return X.reshape((X.shape[0], -1))

        def backward_pass(self, accum_grad):
            return accum_grad.reshape(self.prev_shape)

    X = rng.normal(size=(4, 2, 3)).astype(dtype)
    Y = rng.normal(size=(4, 2)).astype(dtype)
    layers = [Flatten(), Dense(6, 5), LeakyReLU(), Dense(5, 2)]
    P = {"W1": layers[1].W, "c1": layers[1].w0, "W2": layers[3].W, "c2": layers[3].w0}

    def forward():
        out = X
        for layer in layers:
            out = layer.forward_pass(out, training=True)
        layers[-1].prediction = out
        return np.mean(0.5 * np.power(Y - out, 2))

    def gradients():
        grad = -(Y - layers[-1].prediction) / Y.size
        for layer in reversed(layers):
            grad = layer.backward_pass(grad)
        one, two = layers[1], layers[3]
        return {"W1": one.grad_w, "c1": one.grad_w0, "W2": two.grad_w, "c2": two.grad_w0}

    return forward, gradients, P


@program("activations as attributes of the function itself", float32=True)
def attributes_of_a_function(dtype):
    rng = np.random.default_rng(388)
    X, t = rng.normal(size=(5, 4)).astype(dtype), rng.normal(size=5).astype(dtype)

    def forward(W, v):
        forward.h = 1 / (1 + np.exp(-X.dot(W)))
        forward.r = forward.h.dot(v) - t
        return forward.r.dot(forward.r) / 2

    def gradients(W, v):
        h, r = forward.h, forward.r
        return X.T.dot(np.outer(r, v) * h * (1 - h)), h.T.dot(r)

    P = {"W": rng.normal(size=(4, 3)).astype(dtype), "v": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P
