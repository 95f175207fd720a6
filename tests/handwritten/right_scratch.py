"""밑바닥부터 쓴 계층들: forward와 backward가 있는 클래스.

Write layers as classes with forward and backward, as books that begin from scratch do.
"""

from collections import OrderedDict

import numpy as np

from tests.handwritten.programs import program


@program(
    "Affine, Relu with a mask, SoftmaxWithLoss, an OrderedDict of layers",
    float32=True,
    precision=1e-6,
)
def ordered_layers(dtype):
    rng = np.random.default_rng(30)

    class Relu:
        def __init__(self):
            self.mask = None

        def forward(self, x):
            self.mask = x <= 0
            out = x.copy()
            out[self.mask] = 0
            return out

        def backward(self, dout):
            dout[self.mask] = 0
            return dout

    class Affine:
        def __init__(self, W, b):
            self.W, self.b = W, b

        def forward(self, x):
            self.x = x
            return np.dot(x, self.W) + self.b

        def backward(self, dout):
            self.dW = np.dot(self.x.T, dout)
            self.db = np.sum(dout, axis=0)
            return np.dot(dout, self.W.T)

    class TwoLayerNet:
        def __init__(self, params):
            self.params = params
            self.layers = OrderedDict()
            self.layers["Affine1"] = Affine(params["W1"], params["b1"])
            self.layers["Relu1"] = Relu()
            self.layers["Affine2"] = Affine(params["W2"], params["b2"])

        def predict(self, x):
            for layer in self.layers.values():
                x = layer.forward(x)
            return x

        def loss(self):
            x = self.predict(X).T
            x = x - np.max(x, axis=0)
            self.y = (np.exp(x) / np.sum(np.exp(x), axis=0)).T
            batch_size = self.y.shape[0]
            return -np.sum(np.log(self.y[np.arange(batch_size), t] + 1e-7)) / batch_size

        def gradient(self):
            self.loss()
            dout = self.y.copy()
            dout[np.arange(len(t)), t] -= 1
            dout = dout / len(t)
            for layer in reversed(list(self.layers.values())):
                dout = layer.backward(dout)
            a1, a2 = self.layers["Affine1"], self.layers["Affine2"]
            return {"W1": a1.dW, "b1": a1.db, "W2": a2.dW, "b2": a2.db}

    X, t = rng.normal(size=(6, 4)).astype(dtype), rng.integers(0, 3, 6)
    params = {
        "W1": (0.5 * rng.normal(size=(4, 5))).astype(dtype),
        "b1": (0.1 * rng.normal(size=5)).astype(dtype),
        "W2": (0.5 * rng.normal(size=(5, 3))).astype(dtype),
        "b2": np.zeros(3, dtype),
    }
    net = TwoLayerNet(params)
    return net.loss, net.gradient, params


@program("params and grads as lists, Sigmoid layers, layers collected", float32=True)
def params_lists(dtype):
    rng = np.random.default_rng(31)

    class Sigmoid:
        def __init__(self):
            self.params, self.grads = [], []
            self.out = None

        def forward(self, x):
            out = 1 / (1 + np.exp(-x))
            self.out = out
            return out

        def backward(self, dout):
            return dout * (1.0 - self.out) * self.out

    class MatMul:
        def __init__(self, W):
            self.params = [W]
            self.grads = [np.zeros_like(W)]
            self.x = None

        def forward(self, x):
            (W,) = self.params
            self.x = x
            return np.dot(x, W)

        def backward(self, dout):
            (W,) = self.params
            dx = np.dot(dout, W.T)
            dW = np.dot(self.x.T, dout)
            self.grads[0][...] = dW
            return dx

    W1, W2 = rng.normal(size=(3, 5)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)
    layers = [MatMul(W1), Sigmoid(), MatMul(W2), Sigmoid()]
    x = rng.normal(size=(4, 3)).astype(dtype)
    t = rng.random((4, 2)).astype(dtype)

    def forward():
        out = x
        for layer in layers:
            out = layer.forward(out)
        return 0.5 * np.sum((out - t) ** 2)

    def gradients():
        out = x
        for layer in layers:
            out = layer.forward(out)
        dout = out - t
        for layer in reversed(layers):
            dout = layer.backward(dout)
        return {"W1": layers[0].grads[0], "W2": layers[2].grads[0]}

    return forward, gradients, {"W1": W1, "W2": W2}


@program("AddLayer, MulLayer: the price of apples and oranges", float32=False)
def apples_and_oranges(dtype):
    class MulLayer:
        def __init__(self):
            self.x = None
            self.y = None

        def forward(self, x, y):
            self.x = x
            self.y = y
            return x * y

        def backward(self, dout):
            dx = dout * self.y
            dy = dout * self.x
            return dx, dy

    class AddLayer:
        def forward(self, x, y):
            return x + y

        def backward(self, dout):
            return dout * 1, dout * 1

    mul_apple, mul_orange, mul_tax = MulLayer(), MulLayer(), MulLayer()
    add_fruit = AddLayer()

    def forward(apple, apple_num, orange, orange_num, tax):
        apple_price = mul_apple.forward(apple, apple_num)
        orange_price = mul_orange.forward(orange, orange_num)
        all_price = add_fruit.forward(apple_price, orange_price)
        return mul_tax.forward(all_price, tax)

    def gradients(apple, apple_num, orange, orange_num, tax):
        forward(apple, apple_num, orange, orange_num, tax)
        dall_price, dtax = mul_tax.backward(1)
        dapple_price, dorange_price = add_fruit.backward(dall_price)
        dorange, dorange_num = mul_orange.backward(dorange_price)
        dapple, dapple_num = mul_apple.backward(dapple_price)
        return {
            "dapple": dapple,
            "dapple_num": dapple_num,
            "dorange": dorange,
            "dorange_num": dorange_num,
            "dtax": dtax,
        }

    prices = {"apple": 1.2, "apple_num": 2.0, "orange": 1.5, "orange_num": 3.0, "tax": 1.1}
    return forward, gradients, prices


@program("samples one at a time through Dense objects, grad by columns", float32=True)
def neurons_column_by_column(dtype):
    rng = np.random.default_rng(32)

    class Dense:
        def __init__(self, W, b):
            self.W, self.b = W, b
            self.last_x = np.zeros((W.shape[0]))
            self.last_o = np.zeros((W.shape[1]))

        def __call__(self, x):
            self.last_x = x
            self.last_o = 1 / (1.0 + np.exp(-(np.matmul(np.transpose(self.W), x) + self.b)))
            return self.last_o

        def grad(self):
            return self.W * (self.last_o * (1 - self.last_o))

        def grad_W(self, dh):
            grad = np.ones_like(self.W)
            grad_a = self.last_o * (1 - self.last_o)
            for j in range(grad.shape[1]):
                grad[:, j] = dh[j] * grad_a[j] * self.last_x
            return grad

        def grad_b(self, dh):
            return dh * self.last_o * (1 - self.last_o)

    x = rng.normal(size=4).astype(dtype)
    y = rng.normal(size=2).astype(dtype)
    sizes = [4, 5, 3, 2]
    sequence = []
    for i, o in zip(sizes, sizes[1:]):
        sequence.append(Dense(rng.normal(size=(i, o)).astype(dtype), np.zeros((o,), dtype)))
    names = {f"{k}{i}": getattr(d, k) for i, d in enumerate(sequence) for k in "Wb"}

    def forward():
        h = x
        for layer in sequence:
            h = layer(h)
        return 1 / 2 * np.sum(np.square(h - y))

    def gradients():
        h = x
        for layer in sequence:
            h = layer(h)
        dh = h - y
        found = {}
        for i in range(len(sequence) - 1, -1, -1):
            layer = sequence[i]
            found[f"W{i}"] = layer.grad_W(dh)
            found[f"b{i}"] = layer.grad_b(dh)
            dh = np.matmul(layer.grad(), dh)
        return found

    return forward, gradients, names


@program("a base class Layer, a Sequential that calls __call__, MSE a class", float32=True)
def base_classes(dtype):
    rng = np.random.default_rng(33)

    class Layer:
        def __call__(self, *args):
            return self.forward(*args)

    class Linear(Layer):
        def __init__(self, n_in, n_out):
            self.w = (rng.normal(size=(n_in, n_out)) * np.sqrt(2 / n_in)).astype(dtype)
            self.b = np.zeros((1, n_out), dtype=dtype)

        def forward(self, inp):
            self.inp = inp
            return inp @ self.w + self.b

    class Tanh(Layer):
        def forward(self, inp):
            self.out = np.tanh(inp)
            return self.out

        def backward(self, g):
            return g * (1 - self.out**2)

    class Linear2(Linear):
        def backward(self, g):
            self.dw = (self.inp[:, :, None] * g[:, None, :]).sum(0)
            self.db = g.sum(0, keepdims=True)
            return g @ self.w.T

    class Mse(Layer):
        def forward(self, inp, targ):
            self.inp, self.targ = inp, targ
            return np.mean((np.squeeze(inp, axis=1) - targ) ** 2)

        def backward(self):
            return 2.0 * (np.squeeze(self.inp, axis=1) - self.targ)[:, None] / self.targ.shape[0]

    class Model:
        def __init__(self):
            self.layers = [Linear2(3, 6), Tanh(), Linear2(6, 1)]
            self.loss = Mse()

        def __call__(self):
            x = data
            for l in self.layers:
                x = l(x)
            return self.loss(x, target)

        def backward(self):
            g = self.loss.backward()
            for l in reversed(self.layers):
                g = l.backward(g)
            first, _, last = self.layers
            return first.dw, first.db, last.dw, last.db

    data = rng.normal(size=(5, 3)).astype(dtype)
    target = rng.normal(size=5).astype(dtype)
    model = Model()
    first, _, last = model.layers
    P = {"w1": first.w, "b1": first.b, "w2": last.w, "b2": last.b}
    return model.__call__, model.backward, P


@program("class of Nodes: a graph of units summed one by one", float32=False)
def units_one_by_one(dtype):
    rng = np.random.default_rng(34)
    inputs = rng.normal(size=3).astype(dtype)
    target = 0.3

    def forward(hidden, output):
        outs = []
        for weights in hidden:
            total = weights[-1]
            for w, x in zip(weights[:-1], inputs):
                total = total + w * x
            outs.append(np.tanh(total))
        total = output[-1]
        for w, h in zip(output[:-1], outs):
            total = total + w * h
        return 0.5 * (target - total) ** 2

    def gradients(hidden, output):
        outs = [np.tanh(w[:-1] @ inputs + w[-1]) for w in hidden]
        error = output[:-1] @ np.array(outs) + output[-1] - target
        d_output = error * np.append(outs, 1.0)
        d_hidden = np.zeros_like(hidden)
        for j in range(len(outs)):
            delta = error * output[j] * (1 - outs[j] ** 2)
            d_hidden[j, :-1] = delta * inputs
            d_hidden[j, -1] = delta
        return {"hidden": d_hidden, "output": d_output}

    P = {"hidden": rng.normal(size=(4, 4)), "output": rng.normal(size=5)}
    return forward, gradients, P
