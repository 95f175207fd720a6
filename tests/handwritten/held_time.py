"""시간을 따라 도는 반복문: 오일러 적분, 필터, 엘만과 조던.

Loops over time: Euler steps, a filter, Elman and Jordan networks.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def euler_steps(dtype):
    """A neural differential equation: x += dt * tanh(A x + a), the path against targets."""
    r = np.random.default_rng(221)
    start = r.normal(size=3).astype(dtype)
    targets = r.normal(size=(5, 3)).astype(dtype)
    dt = 0.25

    def forward(A, a):
        x, loss = start, 0.0
        for target in targets:
            x = x + dt * np.tanh(A @ x + a)
            loss += ((x - target) ** 2).mean()
        return loss

    def gradients(A, a):
        path = [start]
        for _ in targets:
            path.append(path[-1] + dt * np.tanh(A @ path[-1] + a))
        dA, da, dx = np.zeros_like(A), np.zeros_like(a), np.zeros(3)
        for k in range(len(targets), 0, -1):
            dx = dx + 2 * (path[k] - targets[k - 1]) / 3
            speed = (path[k] - path[k - 1]) / dt
            ds = dt * dx * (1 - speed**2)
            dA += np.outer(ds, path[k - 1])
            da += ds
            dx = dx + A.T @ ds
        return {"A": dA, "a": da}

    return forward, gradients, {"A": r.normal(size=(3, 3)).astype(dtype), "a": 0.5 * start}


AB = ("A", "a")
wrong(
    euler_steps,
    "the state itself not handed back",
    {"dx = dx + A.T @ ds": "dx = A.T @ ds"},
    A=("share_missing", "path_cut"),
    a=("share_missing", "path_cut"),
)
wrong(
    euler_steps,
    "nothing through the speed",
    {"dx = dx + A.T @ ds": "dx = dx * 1"},
    A=("share_missing", "path_cut"),
    a=("share_missing", "path_cut"),
)
wrong(
    euler_steps,
    "A not transposed",
    {"dx = dx + A.T @ ds": "dx = dx + A @ ds"},
    A="operand_transposed",
    a="operand_transposed",
)
wrong(
    euler_steps,
    "the step of time forgotten",
    {"ds = dt * dx * (1 - speed**2)": "ds = dx * (1 - speed**2)"},
    A="constant",
    a="constant",
)
wrong(
    euler_steps,
    "the state after the step",
    {"np.outer(ds, path[k - 1])": "np.outer(ds, path[k])"},
    A="wrong_operand",
)
wrong(
    euler_steps,
    "the losses of later steps dropped",
    {"dx = dx + 2 * (path": "dx = 2 * (path"},
    A="path_cut",
    a="path_cut",
)
wrong(
    euler_steps,
    "the slope at the state",
    {"(1 - speed**2)": "(1 - path[k] ** 2)"},
    A=("wrong_operand", "other_layer", "formula"),
    a=("wrong_operand", "other_layer", "formula"),
)


@base
def recursive_filter(dtype):
    """y[t] = alpha y[t-1] + x[t] beta, written into an array of dtype 'f' or 'd'."""
    r = np.random.default_rng(222)
    x = r.normal(size=(6, 2)).astype(dtype)
    wanted = r.normal(size=6).astype(dtype)
    kind = "f" if dtype == np.float32 else "d"

    def forward(alpha, beta):
        y = np.zeros(6, dtype=kind)
        for t in range(6):
            before = y[t - 1] if t else 0.0
            y[t] = alpha * before + np.dot(x[t], beta)
        return np.sum((y - wanted) ** 2) / 2

    def backward(alpha, beta):
        y = np.zeros(6, dtype=kind)
        for t in range(6):
            before = y[t - 1] if t else 0.0
            y[t] = alpha * before + np.dot(x[t], beta)
        dy = y - wanted
        dalpha, dbeta = 0.0, np.zeros(2)
        for t in reversed(range(6)):
            dbeta += dy[t] * x[t]
            if t > 0:
                dalpha += dy[t] * y[t - 1]
                dy[t - 1] += alpha * dy[t]
        return {"dalpha": dalpha, "dbeta": dbeta}

    return forward, backward, {"alpha": 0.7, "beta": r.normal(size=2).astype(dtype)}


wrong(
    recursive_filter,
    "nothing handed to the step before",
    {"dy[t - 1] += alpha * dy[t]": "pass"},
    alpha="path_cut",
    beta="path_cut",
)
wrong(
    recursive_filter,
    "assigned to the step before",
    {"dy[t - 1] += alpha * dy[t]": "dy[t - 1] = alpha * dy[t]"},
    alpha=("share_missing", "last_step", "one_use"),
    beta=("share_missing", "last_step", "one_use"),
)
wrong(
    recursive_filter,
    "alpha forgotten on the way",
    {"dy[t - 1] += alpha * dy[t]": "dy[t - 1] += dy[t]"},
    alpha=("mask", "left_out", "share_factor"),
    beta=("mask", "left_out", "share_factor"),
)
wrong(
    recursive_filter,
    "the step's own output",
    {"dalpha += dy[t] * y[t - 1]": "dalpha += dy[t] * y[t]"},
    alpha="wrong_operand",
)
wrong(
    recursive_filter,
    "alpha of the last step alone",
    {"dalpha += dy[t] * y[t - 1]": "dalpha = dy[t] * y[t - 1]"},
    alpha=("one_use", "last_step"),
)
wrong(
    recursive_filter,
    "twice the residual",
    {"dy = y - wanted\n": "dy = 2 * (y - wanted)\n"},
    np.float32,
    alpha=("constant", "doubled"),
    beta=("constant", "doubled"),
)


@base
def elman_relu(dtype):
    """An Elman network of leaky ReLU units, batches, a class at every step."""
    r = np.random.default_rng(223)
    T, N, D, H, C = 4, 3, 2, 4, 3
    x = r.normal(size=(N, T, D)).astype(dtype)
    y = r.integers(0, C, (N, T))

    def steps(Wx, Wh, b, Wy):
        h = np.zeros((N, T + 1, H), dtype=x.dtype)
        p = np.zeros((N, T, C), dtype=x.dtype)
        for t in range(T):
            s = x[:, t].dot(Wx) + h[:, t].dot(Wh) + b
            h[:, t + 1] = np.maximum(s, 0.2 * s)
            scores = h[:, t + 1].dot(Wy)
            e = np.exp(scores - scores.max(axis=1, keepdims=True))
            p[:, t] = e / e.sum(axis=1, keepdims=True)
        return h, p

    def loss(Wx, Wh, b, Wy):
        _, p = steps(Wx, Wh, b, Wy)
        total = 0.0
        for n in range(N):
            for t in range(T):
                total -= np.log(p[n, t, y[n, t]])
        return total / (N * T)

    def bptt(Wx, Wh, b, Wy):
        h, p = steps(Wx, Wh, b, Wy)
        dWx, dWh, db, dWy = [np.zeros_like(a) for a in (Wx, Wh, b, Wy)]
        dnext = np.zeros((N, H))
        for t in range(T - 1, -1, -1):
            dscores = p[:, t].copy()
            dscores[np.arange(N), y[:, t]] -= 1
            dscores /= N * T
            dWy += h[:, t + 1].T.dot(dscores)
            dh = dscores.dot(Wy.T) + dnext
            ds = dh * np.where(h[:, t + 1] > 0, 1, 0.2)
            dWx += x[:, t].T.dot(ds)
            dWh += h[:, t].T.dot(ds)
            db += ds.sum(axis=0)
            dnext = ds.dot(Wh.T)
        return dWx, dWh, db, dWy

    P = [r.normal(size=(D, H)), 0.5 * r.normal(size=(H, H)), r.normal(size=H)]
    return loss, bptt, [a.astype(dtype) for a in [*P, r.normal(size=(H, C))]]


RNN = ("Wx", "Wh", "b")
wrong(
    elman_relu,
    "the later steps ignored",
    {"dh = dscores.dot(Wy.T) + dnext": "dh = dscores.dot(Wy.T)"},
    **dict.fromkeys(RNN, "path_cut"),
)
wrong(
    elman_relu,
    "Wh the wrong way round",
    {"dnext = ds.dot(Wh.T)": "dnext = ds.dot(Wh)"},
    **dict.fromkeys(RNN, "operand_transposed"),
)
wrong(
    elman_relu,
    "a plain ReLU backwards",
    {"np.where(h[:, t + 1] > 0, 1, 0.2)": "(h[:, t + 1] > 0)"},
    **dict.fromkeys(RNN, "other_activation"),
)
wrong(
    elman_relu,
    "the hidden state after the step",
    {"dWh += h[:, t].T.dot(ds)": "dWh += h[:, t + 1].T.dot(ds)"},
    Wh="wrong_operand",
)
wrong(
    elman_relu,
    "dh handed to the step before",
    {"dnext = ds.dot(Wh.T)": "dnext = dh.dot(Wh.T)"},
    **dict.fromkeys(RNN, ("wrong_signal", "left_out")),
)
wrong(
    elman_relu,
    "divided by the samples alone",
    {"dscores /= N * T": "dscores /= N"},
    **dict.fromkeys((*RNN, "Wy"), ("count", "constant", "mean")),
)
wrong(
    elman_relu,
    "the bias of the first step alone",
    {"db += ds.sum(axis=0)": "db = ds.sum(axis=0)"},
    b=("one_use", "last_step"),
)
wrong(
    elman_relu,
    "the scores' weight from the state before",
    {"dWy += h[:, t + 1].T": "dWy += h[:, t].T"},
    np.float32,
    Wy="wrong_operand",
)


@base
def jordan(dtype):
    """A Jordan network: the output comes back as an input of the next step."""
    r = np.random.default_rng(224)
    xs = [r.normal(size=2).astype(dtype) for _ in range(4)]
    ys = [r.normal(size=2).astype(dtype) for _ in range(4)]

    def run(p):
        outs, hids = [np.zeros(2)], []
        for x in xs:
            hids.append(np.tanh(p["Win"] @ x + p["Wback"] @ outs[-1] + p["bh"]))
            outs.append(p["Wout"] @ hids[-1])
        return outs, hids

    def loss(p):
        outs, _ = run(p)
        return sum(0.5 * np.dot(o - y, o - y) for o, y in zip(outs[1:], ys))

    def grads(p):
        outs, hids = run(p)
        g = {k: np.zeros_like(v) for k, v in p.items()}
        later = np.zeros(2)
        for k in reversed(range(4)):
            do = outs[k + 1] - ys[k] + later
            g["Wout"] += np.outer(do, hids[k])
            da = (p["Wout"].T @ do) * (1 - hids[k] ** 2)
            g["Win"] += np.outer(da, xs[k])
            g["Wback"] += np.outer(da, outs[k])
            g["bh"] += da
            later = p["Wback"].T @ da
        return g

    P = {"Win": (3, 2), "Wback": (3, 2), "bh": (3,), "Wout": (2, 3)}
    return loss, grads, {name: r.normal(size=shape).astype(dtype) for name, shape in P.items()}


JORDAN = ("Win", "Wback", "bh", "Wout")
wrong(
    jordan,
    "nothing through the output fed back",
    {"ys[k] + later": "ys[k]"},
    **dict.fromkeys(JORDAN, "path_cut"),
)
wrong(
    jordan,
    "later on its own",
    {"do = outs[k + 1] - ys[k] + later": "do = outs[k + 1] - ys[k] if k == 3 else later"},
    **dict.fromkeys(JORDAN, ("share_missing", "last_step", "one_use")),
)
wrong(
    jordan,
    "the target minus the output",
    {"do = outs[k + 1] - ys[k]": "do = ys[k] - outs[k + 1]"},
    **dict.fromkeys(JORDAN, "sign"),
)
wrong(
    jordan,
    "the output of this step",
    {"np.outer(da, outs[k])": "np.outer(da, outs[k + 1])"},
    Wback="wrong_operand",
)
wrong(
    jordan,
    "Win for Wback",
    {'later = p["Wback"].T @ da': 'later = p["Win"].T @ da'},
    **dict.fromkeys(JORDAN, "wrong_operand"),
)
wrong(
    jordan,
    "no tanh",
    {"(1 - hids[k] ** 2)": "1.0"},
    np.float32,
    **dict.fromkeys(JORDAN, "left_out"),
)
