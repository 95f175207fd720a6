"""곡선과 가능도: 수 몇 개짜리 모델.

Curves and likelihoods: models of a few numbers.
"""

import math

import numpy as np

from tests.handwritten.programs import program


@program("an exponential decay, three floats, math.exp point by point")
def decay_curve(dtype):
    points = [(0.0, 2.1), (0.5, 1.5), (1.0, 1.2), (2.0, 0.8), (4.0, 0.55)]

    def sse(a, k, c):
        return sum((a * math.exp(-k * t) + c - y) ** 2 for t, y in points)

    def grad(a, k, c):
        ga = gk = gc = 0.0
        for t, y in points:
            e = math.exp(-k * t)
            r = a * e + c - y
            ga += 2 * r * e
            gk += 2 * r * a * e * -t
            gc += 2 * r
        return ga, gk, gc

    return sse, grad, {"a": 1.4, "k": 0.7, "c": 0.3}


@program("a damped swing, amplitude and phase, np.cos", float32=True)
def damped_swing(dtype):
    t = np.linspace(0, 3, 9).astype(dtype)
    y = (np.exp(-0.5 * t) * np.cos(2 * t)).astype(dtype)

    def forward(amp, rate, freq, phase):
        return 0.5 * np.sum((amp * np.exp(-rate * t) * np.cos(freq * t + phase) - y) ** 2)

    def gradients(amp, rate, freq, phase):
        env, angle = np.exp(-rate * t), freq * t + phase
        r = amp * env * np.cos(angle) - y
        damp = np.sum(r * env * np.cos(angle))
        drate = np.sum(r * amp * env * np.cos(angle) * -t)
        dangle = -r * amp * env * np.sin(angle)
        return {"amp": damp, "rate": drate, "freq": dangle @ t, "phase": dangle.sum()}

    return forward, gradients, {"amp": 0.8, "rate": 0.4, "freq": 1.7, "phase": 0.2}


@program("a mixture of Gaussians in one dimension, logsumexp by hand", float32=True)
def mixture_line(dtype):
    rng = np.random.default_rng(401)
    x = rng.normal(size=9).astype(dtype)

    def scores(logits, mu, logs):
        logpi = logits - np.log(np.sum(np.exp(logits)))
        z = (x[:, None] - mu) / np.exp(logs)
        return logpi - logs - 0.5 * z**2 - 0.5 * math.log(2 * math.pi), z

    def nll(logits, mu, logs):
        s, _ = scores(logits, mu, logs)
        top = s.max(axis=1, keepdims=True)
        return -np.mean(top[:, 0] + np.log(np.exp(s - top).sum(axis=1)))

    def backward(logits, mu, logs):
        s, z = scores(logits, mu, logs)
        resp = np.exp(s - s.max(axis=1, keepdims=True))
        resp /= resp.sum(axis=1, keepdims=True)
        pi = np.exp(logits) / np.exp(logits).sum()
        dlogits = pi - resp.mean(axis=0)
        dmu = -(resp * z / np.exp(logs)).mean(axis=0)
        dlogs = -(resp * (z**2 - 1)).mean(axis=0)
        return [dlogits, dmu, dlogs]

    return (
        nll,
        backward,
        [
            np.array([0.2, -0.1, 0.4], dtype),
            np.array([-1.0, 0.1, 1.2], dtype),
            np.array([0.1, -0.4, 0.2], dtype),
        ],
    )


@program("gamma regression: y exp(-eta) + eta, np.average with weights", float32=True)
def gamma_rates(dtype):
    rng = np.random.default_rng(402)
    X = rng.normal(size=(7, 3)).astype(dtype)
    y = rng.uniform(0.5, 3, 7).astype(dtype)
    weights = rng.uniform(1, 2, 7).astype(dtype)

    def deviance(beta):
        eta = X.dot(beta)
        return np.average(y * np.exp(-eta) + eta, weights=weights)

    def gradient(beta):
        eta = X.dot(beta)
        return X.T.dot(weights * (1 - y * np.exp(-eta))) / weights.sum()

    return deviance, gradient, {"beta": rng.normal(size=3).astype(dtype)}


@program("Bradley and Terry: strengths of players, a loop over games", float32=True)
def players(dtype):
    games = [(0, 1), (2, 1), (0, 3), (3, 2), (1, 3), (0, 1)]

    def loss(strength):
        total = 0.0
        for winner, loser in games:
            total += np.log(1 + np.exp(strength[loser] - strength[winner]))
        return total / len(games) + 0.05 * np.sum(strength**2)

    def gradient(strength):
        g = np.zeros_like(strength)
        for winner, loser in games:
            surprise = 1 / (1 + np.exp(strength[winner] - strength[loser]))
            g[winner] -= surprise
            g[loser] += surprise
        return g / len(games) + 0.1 * strength

    return loss, gradient, {"strength": np.array([0.5, -0.2, 0.3, 0.0], dtype)}


@program("ordered classes: thresholds and differences of sigmoids", float32=True)
def ordered_classes(dtype):
    rng = np.random.default_rng(403)
    X = rng.normal(size=(8, 2)).astype(dtype)
    grade = rng.integers(0, 3, 8)

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def sides(w, cuts):
        score = X @ w
        upper = np.where(grade < 2, sigmoid(cuts[np.minimum(grade, 1)] - score), 1.0)
        lower = np.where(grade > 0, sigmoid(cuts[np.maximum(grade - 1, 0)] - score), 0.0)
        return upper, lower

    def nll(w, cuts):
        upper, lower = sides(w, cuts)
        return -np.log(upper - lower).sum()

    def grads(w, cuts):
        upper, lower = sides(w, cuts)
        dp = -1 / (upper - lower)
        dup, dlow = dp * upper * (1 - upper), -dp * lower * (1 - lower)
        dcuts = np.zeros_like(cuts)
        for i, g in enumerate(grade):
            if g < 2:
                dcuts[g] += dup[i]
            if g > 0:
                dcuts[g - 1] += dlow[i]
        return {"w": -X.T @ (dup + dlow), "cuts": dcuts}

    return nll, grads, {"w": rng.normal(size=2).astype(dtype), "cuts": np.array([-0.6, 0.9], dtype)}


@program("a Fourier series: two lists of coefficients, a loop over k")
def fourier(dtype):
    t = np.linspace(0, 1, 10)
    y = np.abs(t - 0.4)

    def curve(a, b):
        out = np.zeros_like(t)
        for k in range(3):
            out = out + a[k] * np.cos(2 * np.pi * k * t) + b[k] * np.sin(2 * np.pi * (k + 1) * t)
        return out

    def loss(a, b):
        return np.var(y - curve(a, b)) + np.mean(y - curve(a, b)) ** 2

    def gradient(a, b):
        d = 2 * (curve(a, b) - y) / len(t)
        da = np.array([np.sum(d * np.cos(2 * np.pi * k * t)) for k in range(3)])
        db = np.array([np.sum(d * np.sin(2 * np.pi * (k + 1) * t)) for k in range(3)])
        return [da, db]

    return loss, gradient, [np.array([0.3, -0.2, 0.1]), np.array([0.5, 0.1, -0.3])]


@program("np.vander and Horner's rule, the derivative by the same rule", float32=True)
def horner(dtype):
    x = np.linspace(-1, 1, 7).astype(dtype)
    y = np.tanh(2 * x)

    def forward(c):
        p = np.zeros_like(x)
        for k in range(len(c)):
            p = p * x + c[k]
        return ((p - y) ** 2).sum() / 2

    def gradients(c):
        V = np.vander(x, len(c))
        return V.T @ (V @ c - y)

    return forward, gradients, {"c": np.array([0.3, -1.0, 0.5, 0.2], dtype)}


@program("a smoothed signal: data term plus lambda times np.diff twice", float32=True)
def smoother(dtype):
    rng = np.random.default_rng(404)
    noisy = rng.normal(size=8).astype(dtype)
    lam = 2.5

    def energy(u):
        return 0.5 * np.sum((u - noisy) ** 2) + lam / 2 * np.sum(np.diff(u, n=2) ** 2)

    def gradient(u):
        d2 = np.diff(u, n=2)
        g = u - noisy
        g[:-2] += lam * d2
        g[1:-1] -= 2 * lam * d2
        g[2:] += lam * d2
        return g

    return energy, gradient, {"u": rng.normal(size=8).astype(dtype)}


@program("Student's t residuals, location and log scale floats")
def student(dtype):
    y = np.array([0.3, -1.2, 0.8, 5.0, 0.1])
    nu = 3.0

    def nll(mu, log_s):
        z = (y - mu) / math.exp(log_s)
        return 0.5 * (nu + 1) * np.log1p(z * z / nu).sum() + len(y) * log_s

    def slopes(mu, log_s):
        s = math.exp(log_s)
        z = (y - mu) / s
        dz = (nu + 1) * z / (nu + z * z)
        return {"mu": -(dz / s).sum(), "log_s": len(y) - (dz * z).sum()}

    return nll, slopes, {"mu": 0.2, "log_s": 0.1}


@program("a Hill curve of floats, powers by **, numbers in a dict of lists")
def hill(dtype):
    table = {"dose": [0.2, 0.7, 1.5, 3.0], "effect": [0.05, 0.3, 0.7, 0.95]}

    def loss(top, half, n):
        out = 0.0
        for x, y in zip(table["dose"], table["effect"]):
            out += abs(top * x**n / (half**n + x**n) - y) ** 2
        return float(out)

    def grads(top, half, n):
        dtop = dhalf = dn = 0.0
        for x, y in zip(table["dose"], table["effect"]):
            f = x**n / (half**n + x**n)
            r = 2 * (top * f - y)
            dtop += r * f
            df = r * top * f * (1 - f)
            dhalf -= df * n / half
            dn += df * math.log(x / half)
        return {"top": dtop, "half": dhalf, "n": dn}

    return loss, grads, {"top": 1.1, "half": 0.9, "n": 1.6}
