"""맞는 것: 시간과 차례를 따르는 모형.

Right programs along time and order: tag sequences, survival, rankings, unrolled iterations.
"""

import math

import numpy as np

from tests.handwritten.programs import program


@program("a chain of tags: log-sum-exp forwards, marginals by the backward messages", float32=True)
def chain_of_tags(dtype):
    r = np.random.default_rng(901)
    X = r.normal(size=(4, 3)).astype(dtype)
    tags = [1, 0, 2, 2]

    def lse(a, axis):
        top = a.max(axis=axis, keepdims=True)
        return np.log(np.exp(a - top).sum(axis=axis)) + np.squeeze(top, axis=axis)

    def messages(W, A):
        U = X @ W
        alpha = [U[0]]
        for t in range(1, 4):
            alpha.append(lse(alpha[-1][:, None] + A, 0) + U[t])
        return U, alpha

    def loss(W, A):
        U, alpha = messages(W, A)
        score = U[0, tags[0]]
        for t in range(1, 4):
            score = score + A[tags[t - 1], tags[t]] + U[t, tags[t]]
        return lse(alpha[-1], 0) - score

    def grads(W, A):
        U, alpha = messages(W, A)
        beta = [np.zeros_like(U[0])]
        for t in range(3, 0, -1):
            beta.insert(0, lse(A + (U[t] + beta[0])[None, :], 1))
        logZ = lse(alpha[-1], 0)
        dU = np.exp(np.array(alpha) + np.array(beta) - logZ)
        dU[np.arange(4), tags] -= 1
        dA = np.zeros_like(A)
        for t in range(1, 4):
            dA += np.exp(alpha[t - 1][:, None] + A + (U[t] + beta[t])[None, :] - logZ)
            dA[tags[t - 1], tags[t]] -= 1
        return {"W": X.T @ dU, "A": dA}

    shapes = {"W": (3, 3), "A": (3, 3)}
    return loss, grads, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


@program("proportional hazards: risk sets by cumulative sums from the end", float32=True)
def risk_sets(dtype):
    r = np.random.default_rng(902)
    X = r.normal(size=(6, 3)).astype(dtype)  # in order of time
    event = np.array([1, 0, 1, 1, 0, 1], dtype=dtype)

    def forward(beta):
        eta = X.dot(beta)
        at_risk = np.cumsum(np.exp(eta)[::-1])[::-1]
        return -np.sum(event * (eta - np.log(at_risk)))

    def backward(beta):
        e = np.exp(X.dot(beta))
        at_risk = np.cumsum(e[::-1])[::-1]
        deta = e * np.cumsum(event / at_risk) - event
        return X.T.dot(deta)

    return forward, backward, {"beta": r.normal(size=3).astype(dtype)}


@program("a ranking of a list: each place a softmax of what is left", float32=True)
def list_of_places(dtype):
    r = np.random.default_rng(903)
    F = r.normal(size=(5, 3)).astype(dtype)
    order = [3, 0, 4, 1, 2]

    def scores(w, v):
        return np.tanh(F @ w) @ v

    def loss(w, v):
        s = scores(w, v)
        total = 0
        for k in range(len(order) - 1):
            left = s[order[k:]]
            total += np.log(np.sum(np.exp(left))) - left[0]
        return total / (len(order) - 1)

    def grads(w, v):
        h = np.tanh(F @ w)
        s = h @ v
        ds = np.zeros_like(s)
        for k in range(len(order) - 1):
            left = order[k:]
            e = np.exp(s[left])
            ds[left] += e / e.sum()
            ds[order[k]] -= 1
        ds /= len(order) - 1
        da = np.outer(ds, v) * (1 - h * h)
        return F.T @ da, h.T @ ds

    return loss, grads, [r.normal(size=s).astype(dtype) for s in ((3, 4), 4)]


@program("shrinkage steps unrolled: a learned step and a learned threshold")
def shrinkage_steps(dtype):
    r = np.random.default_rng(904)
    y = r.normal(size=4).astype(dtype)
    truth = r.normal(size=5).astype(dtype)

    def shrink(u, theta):
        return np.sign(u) * np.maximum(np.abs(u) - theta, 0)

    def run(A, W, theta):
        xs, us = [np.zeros(5)], []
        for _ in range(3):
            residual = y - A @ xs[-1]
            us.append(xs[-1] + W @ residual)
            xs.append(shrink(us[-1], theta))
        return xs, us

    def forward(A, W, theta):
        return np.sum((run(A, W, theta)[0][-1] - truth) ** 2)

    def backward(A, W, theta):
        xs, us = run(A, W, theta)
        dA, dW, dtheta = np.zeros_like(A), np.zeros_like(W), 0.0
        dx = 2 * (xs[-1] - truth)
        for k in (2, 1, 0):
            alive = np.abs(us[k]) > theta
            du = dx * alive
            dtheta -= np.sum(dx * alive * np.sign(us[k]))
            residual = y - A @ xs[k]
            dW += np.outer(du, residual)
            dresidual = W.T @ du
            dA -= np.outer(dresidual, xs[k])
            dx = du - A.T @ dresidual
        return {"A": dA, "W": dW, "theta": dtheta}

    A, W = r.normal(size=(4, 5)), 0.3 * r.normal(size=(5, 4))
    return forward, backward, {"A": A.astype(dtype), "W": W.astype(dtype), "theta": 0.1}


@program("three steps of normalising rows and columns in logarithms", float32=True)
def rows_and_columns_in_turn(dtype):
    r = np.random.default_rng(905)
    cost = r.uniform(size=(3, 3)).astype(dtype)

    def logsum(a, axis):
        return np.log(np.sum(np.exp(a), axis=axis, keepdims=True))

    def forward(S):
        L = S
        for _ in range(3):
            L = L - logsum(L, 1)
            L = L - logsum(L, 0)
        return np.sum(np.exp(L) * cost)

    def backward(S):
        L, kept = S, []
        for _ in range(3):
            for axis in (1, 0):
                L = L - logsum(L, axis)
                kept.append((axis, np.exp(L)))
        d = kept[-1][1] * cost
        for axis, p in reversed(kept):
            d = d - p * np.sum(d, axis=axis, keepdims=True)
        return {"S": d}

    return forward, backward, {"S": r.normal(size=(3, 3)).astype(dtype)}


@program("hares and foxes by Euler steps, the adjoint walked back, numbers as parameters")
def hares_and_foxes(dtype):
    seen = [(1.0, 0.5), (1.1, 0.6), (1.3, 0.5), (1.2, 0.8)]
    dt = 0.2

    def simulate(a, b, c, d):
        path = [seen[0]]
        for _ in seen[1:]:
            h, f = path[-1]
            path.append((h + dt * (a * h - b * h * f), f + dt * (c * h * f - d * f)))
        return path

    def loss(a, b, c, d):
        path = simulate(a, b, c, d)
        return sum((h - p) ** 2 + (f - q) ** 2 for (h, f), (p, q) in zip(path, seen))

    def grads(a, b, c, d):
        path = simulate(a, b, c, d)
        da = db = dc = dd = 0.0
        gh = gf = 0.0
        for t in range(len(seen) - 1, 0, -1):
            gh += 2 * (path[t][0] - seen[t][0])
            gf += 2 * (path[t][1] - seen[t][1])
            h, f = path[t - 1]
            da += gh * dt * h
            db -= gh * dt * h * f
            dc += gf * dt * h * f
            dd -= gf * dt * f
            gh, gf = (
                gh * (1 + dt * (a - b * f)) + gf * dt * c * f,
                -gh * dt * b * h + gf * (1 + dt * (c * h - d)),
            )
        return da, db, dc, dd

    return loss, grads, {"a": 1.1, "b": 0.8, "c": 0.6, "d": 0.9}


@program("events that excite more events: sums of decaying exponentials, math on floats")
def exciting_events(dtype):
    times = [0.3, 0.9, 1.0, 2.2, 2.5]
    end = 3.0

    def loss(mu, alpha, beta):
        total = mu * end
        for t in times:
            total += alpha * (1 - math.exp(-beta * (end - t)))
        for i, t in enumerate(times):
            rate = mu + sum(alpha * beta * math.exp(-beta * (t - s)) for s in times[:i])
            total -= math.log(rate)
        return total

    def grads(mu, alpha, beta):
        dmu, dalpha, dbeta = end, 0.0, 0.0
        for t in times:
            dalpha += 1 - math.exp(-beta * (end - t))
            dbeta += alpha * (end - t) * math.exp(-beta * (end - t))
        for i, t in enumerate(times):
            gaps = [t - s for s in times[:i]]
            rate = mu + sum(alpha * beta * math.exp(-beta * g) for g in gaps)
            dmu -= 1 / rate
            dalpha -= sum(beta * math.exp(-beta * g) for g in gaps) / rate
            dbeta -= sum(alpha * (1 - beta * g) * math.exp(-beta * g) for g in gaps) / rate
        return [dmu, dalpha, dbeta]

    return loss, grads, [0.7, 0.5, 1.3]


@program("a scalar filter: gain, prediction and variance, sensitivities run along")
def filter_of_numbers(dtype):
    z = np.array([0.5, 0.8, 0.4, 1.1]).astype(dtype)

    def forward(a, q):
        x, p, nll = 0.0, 1.0, 0.0
        for obs in z:
            x, p = a * x, a * a * p + math.exp(q)
            s = p + 0.5
            nll += 0.5 * (math.log(s) + (obs - x) ** 2 / s)
            k = p / s
            x, p = x + k * (obs - x), (1 - k) * p
        return nll

    def gradients(a, q):
        x, p = 0.0, 1.0
        dx, dp, out = np.zeros(2), np.zeros(2), np.zeros(2)
        wa, wq = np.eye(2)
        for obs in z:
            dx, dp = a * dx + x * wa, a * a * dp + 2 * a * p * wa + math.exp(q) * wq
            x, p = a * x, a * a * p + math.exp(q)
            s, e = p + 0.5, obs - x
            out += 0.5 * (dp / s - 2 * e * dx / s - e**2 * dp / s**2)
            k, dk = p / s, dp / s - p * dp / s**2
            dx, dp = dx + dk * e - k * dx, (1 - k) * dp - dk * p
            x, p = x + k * e, (1 - k) * p
        return out[0], out[1]

    return forward, gradients, [0.9, -1.0]
