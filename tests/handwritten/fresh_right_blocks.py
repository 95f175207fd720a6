"""맞는 것: 블록과 정규화, 주의, 합성곱.

Right programs: blocks, norms, attention and convolutions in the idioms of today.
"""

from functools import reduce

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.handwritten.programs import program


@program("queries and keys turned by their place, einsum of heads", float32=True)
def turned_by_place(dtype):
    r = np.random.default_rng(911)
    x = r.normal(size=(4, 4)).astype(dtype)
    goal = r.normal(size=(4, 4)).astype(dtype)
    angle = np.arange(4)[:, None] * np.array([1.0, 0.1])
    cos, sin = np.cos(angle).astype(dtype)[:, None, :], np.sin(angle).astype(dtype)[:, None, :]

    def turn(u, back=False):
        a, b = u[..., 0::2], u[..., 1::2]
        s = -sin if back else sin
        out = np.empty_like(u)
        out[..., 0::2] = a * cos - b * s
        out[..., 1::2] = a * s + b * cos
        return out

    def run(Wq, Wk, Wv):
        q = turn((x @ Wq).reshape(4, 1, 4))
        k = turn((x @ Wk).reshape(4, 1, 4))
        v = (x @ Wv).reshape(4, 1, 4)
        s = np.einsum("thd,shd->hts", q, k) / np.sqrt(4)
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        p = e / e.sum(axis=-1, keepdims=True)
        return q, k, v, p, np.einsum("hts,shd->thd", p, v).reshape(4, 4)

    def forward(Wq, Wk, Wv):
        return np.mean((run(Wq, Wk, Wv)[-1] - goal) ** 2)

    def backward(Wq, Wk, Wv):
        q, k, v, p, y = run(Wq, Wk, Wv)
        dy = (2 * (y - goal) / y.size).reshape(4, 1, 4)
        dv = np.einsum("hts,thd->shd", p, dy)
        dp = np.einsum("thd,shd->hts", dy, v)
        ds = p * (dp - np.sum(dp * p, axis=-1, keepdims=True)) / np.sqrt(4)
        dq = turn(np.einsum("hts,shd->thd", ds, k), back=True)
        dk = turn(np.einsum("hts,thd->shd", ds, q), back=True)
        return [x.T @ d.reshape(4, 4) for d in (dq, dk, dv)]

    return forward, backward, [r.normal(size=(4, 4)).astype(dtype) for _ in range(3)]


@program("weights standardised before they are used, np.std over the inputs", float32=True)
def standardised_weights(dtype):
    r = np.random.default_rng(912)
    x = r.normal(size=(5, 4)).astype(dtype)
    t = r.normal(size=(5, 3)).astype(dtype)

    def forward(V, gain):
        W = (V - V.mean(axis=0)) / V.std(axis=0) * gain
        return 0.5 * np.sum(np.square(x @ W - t))

    def backward(V, gain):
        n = (V - V.mean(axis=0)) / V.std(axis=0)
        d = x.T @ (x @ (n * gain) - t)
        dgain = np.sum(d * n, axis=0)
        dn = d * gain
        dV = (dn - dn.mean(axis=0) - n * np.mean(dn * n, axis=0)) / V.std(axis=0)
        return {"dV": dV, "dgain": dgain}

    shapes = {"V": (4, 3), "gain": 3}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


@program("anchor, positive, negative: rows of length one, distances with a margin", float32=True)
def rows_of_length_one(dtype):
    r = np.random.default_rng(913)
    a, p, n = (r.normal(size=(4, 3)).astype(dtype) for _ in range(3))
    margin = 2.5

    def embed(W, x):
        u = x.dot(W)
        length = np.linalg.norm(u, axis=1, keepdims=True)
        return u / length, length

    def loss(W):
        (ea, _), (ep, _), (en, _) = (embed(W, x) for x in (a, p, n))
        near = np.sum((ea - ep) ** 2, axis=1)
        far = np.sum((ea - en) ** 2, axis=1)
        return np.maximum(near - far + margin, 0).mean()

    def grads(W):
        (ea, la), (ep, lp), (en, ln) = (embed(W, x) for x in (a, p, n))
        near = np.sum((ea - ep) ** 2, axis=1)
        far = np.sum((ea - en) ** 2, axis=1)
        on = ((near - far + margin > 0) / len(a))[:, None]
        shares = (
            (a, ea, la, 2 * (en - ep)),
            (p, ep, lp, -2 * (ea - ep)),
            (n, en, ln, 2 * (ea - en)),
        )
        dW = np.zeros_like(W)
        for x, e, length, d in shares:
            d = d * on
            dW += x.T.dot((d - e * np.sum(d * e, axis=1, keepdims=True)) / length)
        return {"W": dW}

    return loss, grads, {"W": r.normal(size=(3, 3)).astype(dtype)}


@program("sliding_window_view, a mean over windows, einsum", float32=True)
def sliding_windows(dtype):
    r = np.random.default_rng(914)
    image = r.normal(size=(2, 5, 5)).astype(dtype)
    y = r.normal(size=(2, 3)).astype(dtype)
    windows = sliding_window_view(image, (3, 3), axis=(1, 2))

    def forward(params):
        maps = np.einsum("nijab,fab->nfij", windows, params["K"])
        active = np.maximum(0.1 * maps, maps)
        pooled = active.mean(axis=(2, 3)) + params["c"]
        return ((pooled - y) ** 2).sum(axis=1).mean(axis=0)

    def backward(params):
        maps = np.einsum("nijab,fab->nfij", windows, params["K"])
        active = np.maximum(0.1 * maps, maps)
        dpooled = (active.mean(axis=(2, 3)) + params["c"] - y) * 2 / 2
        dactive = np.repeat(np.repeat(dpooled[:, :, None, None], 3, axis=2), 3, axis=3) / 9
        dmaps = np.where(maps > 0, dactive, 0.1 * dactive)
        return {"K": np.einsum("nfij,nijab->fab", dmaps, windows), "c": dpooled.sum(axis=0)}

    shapes = {"K": (3, 3, 3), "c": 3}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


@program("upwards by scattering: every input writes a stretch of the output", float32=True)
def scattered_upwards(dtype):
    r = np.random.default_rng(915)
    x = r.normal(size=(3, 4)).astype(dtype)
    goal = r.normal(size=(3, 9)).astype(dtype)

    def up(k, b):
        out = np.zeros((3, 9), dtype=k.dtype)
        out += b
        for i in range(4):
            out[:, 2 * i : 2 * i + 3] += np.outer(x[:, i], k)
        return out

    def loss(k, b):
        out = up(k, b)
        return np.vdot(out - goal, out - goal) / 2

    def grads(k, b):
        d = up(k, b) - goal
        dk = np.zeros_like(k)
        for i in range(4):
            dk += x[:, i] @ d[:, 2 * i : 2 * i + 3]
        return dk, d.sum().reshape(b.shape)

    return loss, grads, [r.normal(size=3).astype(dtype), np.array([0.3]).astype(dtype)]


@program("a deep linear chain by reduce, cumulative products on both sides", float32=True)
def chain_by_reduce(dtype):
    r = np.random.default_rng(916)
    X = r.normal(size=(5, 3)).astype(dtype)
    T = r.normal(size=(5, 3)).astype(dtype)
    Ws = [r.normal(size=(3, 3)).astype(dtype) for _ in range(4)]

    def forward(Ws):
        return float(np.mean((reduce(np.dot, Ws, X) - T) ** 2))

    def backward(Ws):
        d = 2 * (reduce(np.dot, Ws, X) - T) / T.size
        grads = []
        for k in range(len(Ws)):
            before = reduce(np.dot, Ws[:k], X)
            after = reduce(np.dot, Ws[k + 1 :], np.eye(3))
            grads.append(before.T @ d @ after.T)
        return grads

    return forward, backward, Ws


@program("states of float32 arrays, out= everywhere, one buffer for each step", precision=1e-6)
def out_everywhere(dtype):
    r = np.random.default_rng(917)
    xs = r.normal(size=(3, 2, 2)).astype(dtype)

    def run(W, U):
        hs = [np.zeros((2, 3), dtype="f")]
        for x in xs:
            buffer = np.empty((2, 3), dtype=W.dtype)
            np.dot(x, W, out=buffer)
            np.add(buffer, hs[-1] @ U, out=buffer)
            np.tanh(buffer, out=buffer)
            hs.append(buffer)
        return hs

    def forward(W, U):
        return sum((h**2).sum() for h in run(W, U)[1:]) / 3

    def backward(W, U):
        hs = run(W, U)
        dW, dU = np.zeros_like(W), np.zeros_like(U)
        carried = np.zeros((2, 3))
        for t in (2, 1, 0):
            d = 2 * hs[t + 1] / 3 + carried
            np.multiply(d, 1 - np.square(hs[t + 1]), out=d)
            dW += xs[t].T @ d
            dU += hs[t].T @ d
            carried = d @ U.T
        return {"W": dW, "U": dU}

    shapes = {"W": (2, 3), "U": (3, 3)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


@program("layers with __call__, a list of dicts in a dict, softplus by logaddexp", float32=True)
def called_layers(dtype):
    r = np.random.default_rng(918)
    X = r.normal(size=(5, 3)).astype(dtype)
    y = r.uniform(0.5, 3, size=(5, 1)).astype(dtype)
    sizes = (3, 4, 4, 1)
    params = {
        "layers": [
            {"W": r.normal(size=(a, b)).astype(dtype), "b": np.zeros(b, dtype=dtype)}
            for a, b in zip(sizes, sizes[1:])
        ]
    }

    class Layer:
        def __init__(self, own):
            self.own = own

        def __call__(self, x):
            self.x = x
            self.z = x @ self.own["W"] + self.own["b"]
            return np.logaddexp(0, self.z)

        def back(self, d):
            d = d * (0.5 + 0.5 * np.tanh(self.z / 2))
            return d @ self.own["W"].T, {"W": self.x.T @ d, "b": d.sum(axis=0)}

    def forward(params):
        rate = reduce(lambda h, layer: layer(h), map(Layer, params["layers"]), X)
        return np.sum(rate - y * np.log(rate)) / len(y)

    def backward(params):
        layers = [Layer(own) for own in params["layers"]]
        rate = reduce(lambda h, layer: layer(h), layers, X)
        d, found = (1 - y / rate) / len(y), []
        for layer in layers[::-1]:
            d, own = layer.back(d)
            found.insert(0, own)
        return {"layers": found}

    return forward, backward, params
