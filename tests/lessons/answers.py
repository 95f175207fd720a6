"""배우는 이가 쓸 만한 답: 연습마다, 맞는 것과 틀린 것.

Answers that learners might give: for each exercise right ones, written otherwise than ours, and
wrong ones. A line is ``gap: expression``, or several of them apart by ``//``; the other gaps hold
the solution.
"""

ANSWERS: dict[str, tuple[str, str]] = {}

ANSWERS["value"] = (
    """
    1: float(other.data)
    1: other.data * 1.0
    1: 0 + other.data // 2: self.data / 1
    3: order[::-1]
    3: list(reversed(order))
    3: reversed(self.collect([]))
    3: sorted(order, key=order.index, reverse=True)
    3: [order[-i] for i in range(1, len(order) + 1)]
    3: (order[i] for i in range(len(order) - 1, -1, -1))
    4: local * v.grad + parent.grad
    4: sum([parent.grad, v.grad * local])
    4: parent.grad - -v.grad * local
    4: (lambda g: g + v.grad * local)(parent.grad)
    4: math.fsum((parent.grad, v.grad * local))
    """,
    """
    1: self.data
    2: other.data
    1: -other.data
    1: other.data + self.data
    1: 5.0 // 2: 2.0
    1: other
    2: 1.0
    3: order
    3: [self]
    3: order[::-1][:1]
    3: order.reverse()
    4: v.grad * local
    4: parent.grad + local
    4: parent.grad * v.grad * local
    4: parent.grad - v.grad * local
    4: parent.grad + self.grad * local
    4: parent.grad + local * v
    4: parent.grad + v.data * local
    4: max(parent.grad, v.grad * local)
    4: str(parent.grad + v.grad * local)
    4: None
    """,
)
ANSWERS["neuron"] = (
    """
    1: 1 - y * y
    1: (1 - y) * (1 + y)
    1: 1 / np.cosh(w * x + b) ** 2
    1: 1 - np.tanh(w * x + b) ** 2
    1: np.float32(1) - y**2
    1: 1 - np.power(y, 2)
    1: 4 / (np.exp(w * x + b) + np.exp(-(w * x + b))) ** 2
    2: w * dn
    2: dn.item() * w
    3: x * (1 - y**2)
    4: dn
    4: dn * 1.0
    4: +dn
    4: np.array(dn)
    2: np.multiply(dn, w) // 3: np.multiply(dn, x)
    """,
    """
    1: 1 + y**2
    1: 1 - y
    1: y * (1 - y)
    1: y**2 - 1
    1: 1 - y**2 / 2
    1: 1
    1: 1 - abs(y)
    1: np.tanh(1 - y**2)
    2: dn * x // 3: dn * w
    2: w
    2: -dn * w
    2: dn + w
    3: w * x
    3: dn / x
    3: dn * y
    4: 1
    4: dn * b
    4: 0
    4: [dn]
    4: str(float(dn))
    1: (1 - y**2) * 1j
    """,
)
ANSWERS["sums"] = (
    """
    1: a.grad + b.data * upstream
    1: upstream * b.data + a.grad
    1: a.grad - (-upstream) * b.data
    1: sum((a.grad, upstream * b.data))
    1: a.grad + upstream / (1 / b.data)
    1: a.grad.__add__(upstream * b.data)
    2: b.grad + a.data * upstream
    2: b.grad + (lambda local: local * upstream)(a.data)
    2: float(b.grad) + upstream * float(a.data)
    2: (new := b.grad + upstream * a.data)
    1: [a.grad + upstream * b.data][0]
    1: b.data * upstream + a.grad if b.data else a.grad
    1: a.grad + int(upstream) * int(b.data)
    1: a.grad + upstream * b.data + 0.0000000001
    """,
    """
    1: upstream * b.data
    2: upstream * a.data
    1: a.grad + upstream * a.data
    1: a.grad + b.data
    1: a.grad - upstream * b.data
    1: a.grad * upstream * b.data
    1: a.grad + upstream
    1: a.grad + upstream * b
    1: b.grad + upstream * b.data
    1: a.grad + upstream * b.data * 2
    1: a.grad + upstream + b.data
    1: 50.0 // 2: 20.0
    1: upstream * b.data if a.grad == 0 else 2 * a.grad
    1: str(a.grad + upstream * b.data)
    1: None
    2: b.grad + upstream * a.data if a is not b else b.grad
    1: a.grad + upstream * b.data % 7
    """,
)
ANSWERS["descent"] = (
    """
    1: 4 * x * x * x - 4 * x + 0.5
    1: 4 * (x**3 - x) + 1 / 2
    1: 4 * x * (x - 1) * (x + 1) + 0.5
    1: 0.5 + 4 * pow(x, 3) - 4 * x
    1: x**2 * 4 * x - 2 * 2 * x + .5
    1: 4 * x**3 - 2 * 2 * x**1 + 0.5 * x**0
    1: sum(c * x**n for c, n in ((4, 3), (-4, 1), (0.5, 0)))
    1: 4 * x ** 3.0 - 4.0 * x + 0.5 if isinstance(x, int) else 4 * x**3 - 4 * x + 0.5
    2: x - slope(x) * lr
    2: x + lr * -slope(x)
    2: -lr * slope(x) + x
    2: x - lr * (4 * x**3 - 4 * x + 0.5)
    2: (x := x - lr * slope(x))
    2: min(x - lr * slope(x), 10**9)
    """,
    """
    1: 4 * x**3 - 4 * x
    1: 4 * x**3 + 4 * x + 0.5
    1: 4 * x**3 - 4 + 0.5
    1: 4 * x**3 - 2 * x + 0.5
    1: x**3 - 2 * x + 0.5
    1: 4 * x**4 - 4 * x**2 + 0.5
    1: 3 * x**4 - 4 * x + 0.5
    1: 4 * x**3 - 4 * x - 0.5
    1: 8.0 if x == 1.5 else 1.928
    1: 4 * x^3 - 4 * x + 0.5
    2: x + lr * slope(x)
    2: x - slope(x)
    2: lr * slope(x)
    2: x - lr
    2: x * (1 - lr * slope(x))
    2: x - lr * x
    2: x - lr / slope(x)
    2: x - lr * slope(lr)
    2: x - 0.02 * slope(x)
    2: x - lr * steps * slope(x)
    1: lambda: 4 * x**3 - 4 * x + 0.5
    1: f(x)
    """,
)
ANSWERS["by_hand"] = (
    """
    1: (hs[-1] - t) / len(t)
    1: (hs[-1] - t) / hs[-1].size
    1: (hs[-1] - t) * (1 / t.shape[0])
    1: -(t - hs[-1]) / np.size(t)
    1: np.subtract(hs[-1], t) / t.size
    1: (hs[len(layers)] - t) / t.size
    2: hs[i + 1] * (1 - hs[i + 1]) * dh
    2: dh * (hs[i + 1] - hs[i + 1] ** 2)
    2: np.diag(hs[i + 1] * (1 - hs[i + 1])) @ dh
    3: hs[i][:, None] * delta
    3: hs[i].reshape(-1, 1) @ delta.reshape(1, -1)
    3: np.einsum("i,j->ij", hs[i], delta)
    3: np.outer(delta, hs[i]).T
    3: [[a * b for b in delta] for a in hs[i]]
    4: delta @ W.T
    4: np.dot(W, delta)
    4: (W * delta).sum(axis=1)
    """,
    """
    1: hs[-1] - t
    1: (hs[-1] - t) / 3
    1: (hs[-1] - t) / x.size
    1: (hs[-1] - t) / len(layers)
    1: (t - hs[-1]) / t.size
    1: (hs[-1] - t) ** 2 / t.size
    1: np.mean(hs[-1] - t)
    1: abs(hs[-1] - t) / t.size
    2: dh
    2: dh * hs[i] * (1 - hs[i])
    2: dh * hs[i + 1]
    2: dh * (1 - hs[i + 1])
    2: dh * hs[i + 1] * (hs[i + 1] - 1)
    2: dh * (1 - hs[i + 1] ** 2)
    2: dh * hs[-1] * (1 - hs[-1])
    3: np.outer(delta, hs[i])
    3: np.outer(hs[i + 1], delta)
    3: np.outer(hs[0], delta)
    3: np.outer(hs[i], dh)
    3: hs[i] @ delta
    3: np.outer(hs[i], delta) / t.size
    4: W @ dh
    4: W.T @ delta
    4: delta @ W
    4: W.sum(axis=1) * delta.sum()
    4: dh
    """,
)
ANSWERS["numerical"] = (
    """
    1: -h + kept
    1: x[i] - 2 * h
    1: x[i] - h - h
    1: kept - float(h)
    2: kept + 0
    2: x[i] + h
    2: float(kept)
    3: (up - down) / 2 / h
    3: (up - down) / h / 2
    3: 0.5 * (up - down) / h
    3: (up - down) / (h + h)
    3: (down - up) / (-2 * h)
    3: up / (2 * h) - down / (2 * h)
    3: ((up - down) / h) * 0.5
    3: np.divide(up - down, 2 * h)
    """,
    """
    1: kept
    1: x[i] - h
    1: kept + h
    1: h - kept
    1: kept - 2 * h
    1: 0
    2: x[i]
    2: kept + h
    2: kept - h
    2: 0
    2: -kept
    3: (up - down) / h
    3: up - down
    3: (up - down) / 2 * h
    3: (up - down) / 2
    3: (up + down) / (2 * h)
    3: (down - up) / (2 * h)
    3: (up - f(x)) / h
    3: abs(up - down) / (2 * h)
    3: up - down / 2 * h
    3: np.nan
    3: (up - down) / (2 * 0.0001)
    """,
)
ANSWERS["activations"] = (
    """
    1: y * (1 - y) * dy
    1: dy * (y - y**2)
    1: dy * sigmoid(x) * (1 - sigmoid(x))
    1: dy * np.exp(-x) / (1 + np.exp(-x)) ** 2
    1: dy * sigmoid(x) * sigmoid(-x)
    2: np.where(x > 0, dy, 0)
    2: dy * (y > 0)
    2: dy * (x > 0).astype(float)
    2: dy * np.heaviside(x, 0)
    2: dy * np.sign(y)
    2: dy * np.where(x > 0, 1, 0)
    2: (x > 0) * dy
    3: np.where(x > 0, dy, 0.01 * dy)
    3: dy * (0.01 + 0.99 * (x > 0))
    3: dy * np.where(y > 0, 1.0, 1e-2)
    3: np.where(x <= 0, 0.01, 1) * dy
    3: dy * np.select([x > 0], [1.0], 0.01)
    """,
    """
    1: dy * y * (y - 1)
    1: dy * (1 - y)
    1: dy * y
    1: y * (1 - y)
    1: dy * x * (1 - x)
    1: dy * (1 - y**2)
    1: dy * sigmoid(y) * (1 - sigmoid(y))
    1: dy @ (y * (1 - y)).T
    2: dy
    2: dy * y
    2: dy * x
    2: x > 0
    2: dy * (x < 0)
    2: dy * (dy > 0)
    2: dy * (x > 0.2)
    2: dy * (x > 1)
    2: dy if x > 0 else 0
    2: np.maximum(dy * x, 0)
    2: relu(dy)
    2: relu(x)
    2: dy[x > 0]
    3: dy * (x > 0)
    3: np.where(x > 0, dy, 0.01)
    3: dy * np.where(x > 0, 0.01, 1)
    3: dy * np.where(x > 0, 1, -0.01)
    3: dy * np.where(x > 0, x, 0.01)
    3: dy * 0.01
    3: leaky_relu(dy)
    3: dy * np.where(x > 0, 1, 0.1)
    """,
)
ANSWERS["vanishing"] = (
    """
    1: a - a**2
    1: a * (1.0 - a)
    1: -a * (a - 1)
    1: 0.25 - (a - 0.5) ** 2
    2: 1 - a * a
    2: (1 - a) * (1 + a)
    2: 1 - np.square(a)
    3: (a > 0) * 1.0
    3: a > 0
    3: np.sign(a)
    3: np.heaviside(a, 0)
    3: (a != 0).astype(int)
    3: np.minimum(np.ceil(a), 1)
    4: delta * slope(name, a) @ W.T
    4: slope(name, a) * delta @ W.T
    4: np.dot(delta * slope(name, a), W.T)
    4: (W @ (delta * slope(name, a)).T).T
    4: np.einsum("no,io->ni", delta * slope(name, a), W)
    """,
    """
    1: a * (a - 1)
    1: a
    1: 1 - a**2
    1: a * (1 - a) / 0.25
    1: np.exp(-a) / (1 + np.exp(-a)) ** 2
    2: 1 - a
    2: a * (1 - a)
    2: 1 + a**2
    2: (1 - a) ** 2
    2: 1 - np.tanh(a) ** 2
    3: a
    3: np.where(a >= 0, 1.0, 0.0)
    3: 1.0
    3: np.where(a > 0, 0.0, 1.0)
    3: 1 if a > 0 else 0
    3: np.where(a > 0, 1.0, 0.01)
    3: np.maximum(a, 0)
    4: delta @ W.T
    4: delta @ W.T * slope(name, a)
    4: delta * slope(name, a)
    4: (delta * slope(name, a)) @ W
    4: (delta + slope(name, a)) @ W.T
    4: (delta * a) @ W.T
    4: (delta * slope("tanh", a)) @ W.T
    4: -(delta * slope(name, a)) @ W.T
    """,
)
ANSWERS["digits"] = (
    """
    1: (y_hat - t) / X.shape[0]
    1: (y_hat - t) / len(t)
    1: -(t - y_hat) / len(y_hat)
    1: y_hat / len(X) - t / len(X)
    1: np.divide(y_hat - t, len(X))
    2: z1 * (1 - z1) * dz1
    2: dz1 * (z1 - z1**2)
    2: dz1 * (z1 - z1 * z1)
    3: np.dot(X.T, da1)
    3: (da1.T @ X).T
    3: X.transpose() @ da1
    3: np.einsum("ni,no->io", X, da1)
    3: sum(np.outer(x, d) for x, d in zip(X, da1))
    4: np.sum(da1, axis=0)
    4: sum(da1)
    4: np.ones(len(X)) @ da1
    4: da1.mean(axis=0) * len(X)
    4: list(da1.sum(0))
    """,
    """
    1: y_hat - t
    1: (t - y_hat) / len(X)
    1: (y_hat - t) / 4
    1: (y_hat - t) / t.size
    1: (y_hat - t) / t.shape[1]
    1: (y_hat - t) / X.shape[1]
    1: 2 * (y_hat - t) / len(X)
    1: -t / y_hat / len(X)
    1: (y_hat - t) * y_hat * (1 - y_hat) / len(X)
    2: dz1
    2: dz1 * (1 - z1)
    2: dz1 * (1 - z1**2)
    2: z1 * (1 - z1)
    2: dz1 * z1 * (1 + z1)
    2: dz1 * (z1 > 0)
    3: X @ da1
    3: da1.T @ X
    3: X.T @ dz1
    3: X.T @ da1 / len(X)
    3: X.T @ dy
    4: da1
    4: dz1.sum(axis=0)
    4: da1.sum(axis=1)
    4: da1.sum()
    4: da1.sum(axis=0, keepdims=True)
    4: da1.mean(axis=0)
    4: dy.sum(axis=0)
    """,
)
ANSWERS["initial_values"] = (
    """
    1: nin ** -0.5
    1: np.sqrt(1 / nin)
    1: 1 / nin ** 0.5
    1: (1 / nin) ** (1 / 2)
    1: np.sqrt(nin) / nin
    2: (2 / nin) ** 0.5
    2: np.sqrt(2) / np.sqrt(nin)
    2: 1 / np.sqrt(nin / 2)
    2: np.sqrt(2.0 / float(nin))
    3: np.sqrt(nin) * std
    3: std * nin ** 0.5
    3: np.sqrt(nin * std**2)
    3: (std**2 * nin) ** 0.5
    4: W[:, 0:1]
    4: W[:, [0]]
    4: W[:, 0].reshape(-1, 1)
    4: W[:, 0][:, None]
    4: W[:, -1:]
    4: np.roll(W, 1, axis=1)
    4: W.max(axis=1, keepdims=True)
    """,
    """
    1: 1 / nin
    1: 1 / np.sqrt(nout)
    1: np.sqrt(2 / (nin + nout))
    1: 1 / np.sqrt(nin + nout)
    1: np.sqrt(2 / nin)
    1: 0.01
    1: np.sqrt(nin)
    2: 2 / nin
    2: 2 / np.sqrt(nin)
    2: np.sqrt(2 / nout)
    2: np.sqrt(nin / 2)
    2: 1 / np.sqrt(nin)
    2: np.sqrt(2) / nin
    3: std * nin
    3: std
    3: std / np.sqrt(nin)
    3: std**2 * nin
    3: np.sqrt(std * nin)
    3: 0.2 if std == 0.01 else 1.5
    4: W
    4: W[:1]
    4: W[0]
    4: W[:, 0]
    4: W[0, 0]
    4: W[:, ::-1]
    4: W[::-1]
    4: W.mean()
    4: True
    """,
)
ANSWERS["batch_norm"] = (
    """
    1: (x - x.mean(0)) / np.sqrt(x.var(0) + EPS)
    1: (x - np.mean(x, axis=0)) / (np.var(x, axis=0) + EPS) ** 0.5
    1: (x - x.mean(axis=0)) * (x.var(axis=0) + EPS) ** -0.5
    1: (x - x.mean(axis=0)) / np.sqrt(x.std(axis=0) ** 2 + EPS)
    1: (x - x.sum(axis=0) / len(x)) / np.sqrt(((x - x.mean(axis=0)) ** 2).mean(axis=0) + EPS)
    1: (x - x.mean(axis=0, keepdims=True)) / np.sqrt(x.var(axis=0, keepdims=True) + EPS)
    1: in_use(x, x.mean(axis=0), x.var(axis=0))
    2: (x - running_mean) * (running_var + EPS) ** -0.5
    2: (x - running_mean) / (running_var + EPS) ** 0.5
    2: np.array([(row - running_mean) / np.sqrt(running_var + EPS) for row in x])
    3: np.sum(dy * normalise(x), axis=0)
    3: sum(normalise(x) * dy)
    3: np.einsum("ni,ni->i", dy, normalise(x))
    3: np.diag(dy.T @ normalise(x))
    4: np.sum(dy, 0)
    4: np.ones(len(dy)) @ dy
    4: list(dy.sum(axis=0))
    4: dy.mean(axis=0) * len(x)
    """,
    """
    1: (x - x.mean(axis=0)) / (x.var(axis=0) + EPS)
    1: (x - x.mean(axis=0)) / x.std(axis=0)
    1: (x - x.mean(axis=0)) / (x.std(axis=0) + EPS)
    1: (x - x.mean(axis=0)) / (np.sqrt(x.var(axis=0)) + EPS)
    1: (x - x.mean()) / np.sqrt(x.var() + EPS)
    1: (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + EPS)
    1: x - x.mean(axis=0) / np.sqrt(x.var(axis=0) + EPS)
    1: (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + EPS)
    1: (x + x.mean(axis=0)) / np.sqrt(x.var(axis=0) + EPS)
    1: x / np.sqrt(x.var(axis=0) + EPS)
    1: (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
    2: normalise(x)
    2: (x - running_mean) / running_var
    2: (x - running_mean) / np.sqrt(running_var)
    2: (x - running_mean) / (np.sqrt(running_var) + EPS)
    2: (x - running_mean) / (running_var + EPS)
    2: (x - running_mean) * np.sqrt(running_var + EPS)
    2: x / np.sqrt(running_var + EPS)
    2: (x - x.mean(axis=0)) / np.sqrt(running_var + EPS)
    3: (dy * x).sum(axis=0)
    3: (dy * normalise(x)).sum()
    3: (dy * normalise(x)).mean(axis=0)
    3: (dy * normalise(x)).sum(axis=1)
    3: (dy * normalise(x)).sum(axis=0, keepdims=True)
    3: dy.T @ normalise(x)
    4: dy
    4: dy.sum()
    4: dy.sum(axis=1)
    4: dy.mean(axis=0)
    4: len(dy)
    """,
)
ANSWERS["regularization"] = (
    """
    1: loss + lam * np.sum(W**2) / 2
    1: loss + 0.5 * lam * (W * W).sum()
    1: loss + lam / 2 * np.linalg.norm(W) ** 2
    1: loss + lam / 2 * sum(w**2 for w in W.flatten())
    1: loss + np.sum(lam / 2 * W**2)
    2: lam * W + dW
    2: dW + 2 * lam * W / 2
    2: np.add(dW, lam * W)
    3: h * kept / (1 - p)
    3: np.where(kept, h / (1 - p), 0)
    3: kept * h / (1 - p)
    3: h / (1 - p) * kept.astype(int)
    3: h * (kept / (1.0 - p))
    3: [a / (1 - p) if k else 0 for a, k in zip(h, kept)]
    4: (1 - p) * h
    4: h - p * h
    4: h - h * p
    """,
    """
    1: loss + lam * np.sum(W**2)
    1: loss + lam / 2 * np.sum(W) ** 2
    1: loss + lam / 2 * np.mean(W**2)
    1: loss + lam / 2 * W**2
    1: loss - lam / 2 * np.sum(W**2)
    1: loss + lam / 2 * np.sum(abs(W))
    1: lam / 2 * np.sum(W**2)
    1: loss + lam / 2 * np.linalg.norm(W)
    1: loss + 0.15 * np.sum(W**2)
    2: dW + lam * W**2
    2: dW + lam / 2 * W
    2: dW + 2 * lam * W
    2: dW - lam * W
    2: lam * W
    2: dW + lam * np.sum(W)
    2: dW + lam * abs(W)
    2: dW + 0.3 * W
    2: dW * (1 + lam)
    3: h * kept
    3: h * kept / p
    3: h * kept * (1 - p)
    3: h[kept] / (1 - p)
    3: h * kept / kept.mean()
    3: h / (1 - p)
    3: h * (1 - kept) / (1 - p)
    3: h * kept / 0.7
    3: h * (np.random.rand(len(h)) > p) / (1 - p)
    4: h * p
    4: h
    4: h / (1 - p)
    4: h / p
    4: h * 0.7
    4: h * (1 - p) ** 2
    4: np.mean(h) * (1 - p)
    """,
)
ANSWERS["optimizers"] = (
    """
    1: v * 0.9 - g * lr
    1: -lr * g + 0.9 * v
    1: 0.9 * v + lr * -g
    1: np.add(0.9 * v, -lr * g)
    1: (v := 0.9 * v - lr * g)
    2: h + g * g
    2: g**2 + h
    2: h + np.square(g)
    2: h + abs(g) ** 2
    3: 0.999 * v + (1 - 0.999) * g**2
    3: v + 0.001 * (g * g - v)
    3: 0.999 * v + g**2 / 1000
    4: v / (1 - pow(0.999, t))
    4: (1 / (1 - 0.999**t)) * v
    4: v / -(0.999**t - 1)
    4: np.array([a / (1 - 0.999**t) for a in v])
    """,
    """
    1: 0.9 * v + lr * g
    1: 0.9 * v - g
    1: 0.9 * v - 0.1 * g
    1: -lr * g
    1: v - lr * g
    1: 0.9 * (v - lr * g)
    1: 0.1 * v - lr * g
    1: 0.9 * v - lr * 0.1 * g
    1: p - lr * g
    2: g**2
    2: h + g
    2: h + abs(g)
    2: h * g**2
    2: h + np.sum(g**2)
    2: h + g @ g
    2: 0.9 * h + 0.1 * g**2
    2: h - g**2
    3: v + g**2
    3: 0.999 * v + 0.001 * g
    3: 0.001 * v + 0.999 * g**2
    3: 0.999 * v - 0.001 * g**2
    3: 0.999 * v + g**2
    3: 0.9 * v + 0.1 * g**2
    3: 0.999 * v + 0.001 * m**2
    4: v
    4: v / (1 - 0.9**t)
    4: v / (1 - 0.999)
    4: v / (1 - 0.999 * t)
    4: v * (1 - 0.999**t)
    4: v / 0.999**t
    4: m / (1 - 0.999**t)
    4: v / (1 + 0.999**t)
    """,
)
ANSWERS["search"] = (
    """
    1: 10 ** rng.uniform(np.log10(low), np.log10(high))
    1: low * (high / low) ** rng.uniform(0, 1)
    1: low * (high / low) ** rng.random()
    1: float(np.exp(rng.uniform(np.log(low), np.log(high))))
    1: 2 ** rng.uniform(np.log2(low), np.log2(high))
    1: np.e ** rng.uniform(np.log(low), np.log(high))
    2: np.argmax(validation)
    2: validation.argmax()
    2: list(validation).index(max(validation))
    2: max(range(len(validation)), key=lambda i: validation[i])
    2: np.argsort(validation)[-1]
    2: good(validation, 1)[0]
    2: int(np.where(validation == validation.max())[0][0])
    3: test[np.argmax(validation)]
    3: test.tolist()[best]
    4: np.argsort(-validation)[:count]
    4: np.argsort(validation)[::-1][:count]
    4: sorted(range(len(validation)), key=lambda i: -validation[i])[:count]
    4: np.argpartition(validation, -count)[-count:]
    4: tuple(np.argsort(validation)[len(validation) - count:])
    4: set(np.argsort(validation)[-count:].tolist())
    """,
    """
    1: rng.uniform(low, high)
    1: rng.uniform(np.log(low), np.log(high))
    1: np.log(rng.uniform(low, high))
    1: np.log(rng.uniform(np.exp(low), np.exp(high)))
    1: 10 ** rng.uniform(np.log(low), np.log(high))
    1: np.exp(rng.uniform(np.log10(low), np.log10(high)))
    1: 10 ** rng.uniform(low, high)
    1: 10 ** rng.uniform(-4, 1)
    1: np.sqrt(low * high)
    1: np.random.uniform(low, high)
    1: rng.choice(np.geomspace(low, high, 6))
    2: int(np.argmax(test))
    2: int(np.argmin(validation))
    2: 2
    2: np.max(validation)
    2: int(np.argmax(validation + test))
    2: len(validation) - 1
    2: np.argmax(validation) + 1
    3: validation[best]
    3: max(test)
    3: test.mean()
    3: test[2]
    3: 0.88
    3: test
    3: best
    4: np.argsort(validation)[:count]
    4: np.argsort(validation)[-2:]
    4: np.argsort(validation)[count:]
    4: np.sort(validation)[-count:]
    4: np.argsort(validation)[-count]
    4: np.argsort(validation)[-count - 1:-1]
    4: np.where(validation >= 0.9)[0]
    4: validation >= 0.9
    4: [2, 4]
    """,
)
ANSWERS["regression"] = (
    """
    1: y_hat - y[:, None]
    1: y_hat - y.reshape(-1, 1)
    1: y_hat - np.expand_dims(y, 1)
    1: y_hat - np.atleast_2d(y).T
    1: (y_hat.reshape(y.shape) - y).reshape(y_hat.shape)
    1: y_hat - y.reshape(len(y), 1)
    1: np.array([[a[0] - b] for a, b in zip(y_hat, y)])
    2: error(y_hat, y) * 2 / len(y)
    2: 2 / y_hat.size * error(y_hat, y)
    2: 2 * (y_hat - y[:, np.newaxis]) / len(y_hat)
    2: error(y_hat, y) / (y.size / 2)
    3: 1 - mse(y_hat, y) / np.var(y)
    3: 1 - (error(y_hat, y) ** 2).sum() / ((y - np.mean(y)) ** 2).sum()
    3: 1 - mse(y_hat, y) / mse(np.full_like(y_hat, y.mean()), y)
    3: 1 - np.sum(error(y_hat, y) ** 2) / (len(y) * y.var())
    3: 1 - (np.linalg.norm(error(y_hat, y)) / np.linalg.norm(y - y.mean())) ** 2
    1: y.reshape(y_hat.shape) - y_hat // 2: -2 * error(y_hat, y) / y.size
    """,
    """
    1: y_hat - y
    1: y_hat[:, 0] - y
    1: y_hat.reshape(y.shape) - y
    1: y - y_hat
    1: y_hat.T - y
    1: abs(y_hat - y[:, None])
    1: y_hat - y.mean()
    1: y.reshape(y_hat.shape) - y_hat
    1: y_hat + y[:, None]
    2: 2 * error(y_hat, y)
    2: error(y_hat, y) / y.size
    2: -2 * error(y_hat, y) / y.size
    2: 2 * error(y, y_hat) / y.size
    2: 2 * error(y_hat, y) / 5
    2: 2 * np.mean(error(y_hat, y))
    2: 2 * error(y_hat, y) ** 2 / y.size
    2: 2 * abs(error(y_hat, y)) / y.size
    2: 2 * error(y_hat, y)[:, 0] / y.size
    2: 2 * error(y_hat, y) * y_hat / y.size
    2: np.sign(error(y_hat, y)) / y.size
    3: np.sum(error(y_hat, y) ** 2) / np.sum((y - y.mean()) ** 2)
    3: 1 - np.sum(error(y_hat, y) ** 2) / np.sum((y_hat - y_hat.mean()) ** 2)
    3: 1 - np.sum(error(y_hat, y) ** 2) / np.sum(y**2)
    3: 1 - mse(y_hat, y)
    3: np.corrcoef(y_hat[:, 0], y)[0, 1] ** 2
    3: np.var(y_hat) / np.var(y)
    3: 1 - np.sum(error(y_hat, y) ** 2) / np.var(y)
    3: 1 - np.sum((y_hat - y) ** 2) / np.sum((y - y.mean()) ** 2)
    3: 1 - np.sum(error(y_hat, y) ** 2) / np.sum((y - y_hat.mean()) ** 2)
    3: 1 - mse(y_hat, y) / np.var(y, ddof=1)
    3: 1 - np.sum(abs(error(y_hat, y))) / np.sum(abs(y - y.mean()))
    """,
)
ANSWERS["mistakes"] = (
    """
    1: (y - T) / y.size
    1: -(T - y) / T.size
    1: (y - T) / (T.shape[0] * T.shape[1])
    1: (y - T) / len(T) / T.shape[1]
    1: 2 * (y - T) / (2 * T.size)
    1: (y - T) / np.prod(T.shape)
    2: y * (1 - y) * dy
    2: dy * (y - y**2)
    2: dy * sigmoid(a2) * (1 - sigmoid(a2))
    2: dy * np.exp(-a2) / (1 + np.exp(-a2)) ** 2
    3: dz1 * (z1 - z1 * z1)
    3: z1 * (1 - z1) * dz1
    3: dz1 * sigmoid(a1) * sigmoid(-a1)
    4: np.sum(da1, axis=0)
    4: da1.sum(0)
    4: sum(da1)
    4: np.ones(len(X)) @ da1
    4: da1.T.sum(axis=1)
    """,
    """
    1: y - T
    1: (y - T) / len(T)
    1: (T - y) / T.size
    1: 2 * (y - T) / T.size
    1: (y - T) / T.shape[1]
    1: (y - T) / 14
    1: (y - T) ** 2 / T.size
    1: (y - T) / (2 * T.size)
    2: dy
    2: dy * (1 - y**2)
    2: dy * y
    2: dy * a2 * (1 - a2)
    2: y * (1 - y)
    2: dy * sigmoid(y) * (1 - sigmoid(y))
    3: dz1
    3: dz1 * a1 * (1 - a1)
    3: dz1 * (1 - z1)
    3: dz1 * (1 - z1**2)
    3: dz1 * z1
    3: dz1 * sigmoid(z1) * (1 - sigmoid(z1))
    4: dz1.sum(axis=0)
    4: da1
    4: da1.sum(axis=1)
    4: da1.sum()
    4: da1.mean(axis=0)
    4: da1.sum(axis=0, keepdims=True)
    4: da2.sum(axis=0)
    4: da1.sum(axis=0) / len(X)
    """,
)
ANSWERS["testing"] = (
    """
    1: (f(x + h) - f(x - h)) / 2 / h
    1: (f(x + h) - f(x - h)) / (h + h)
    1: 0.5 * (f(x + h) - f(x - h)) / h
    1: (f(x - h) - f(x + h)) / (-2 * h)
    1: f(x + h) / (2 * h) - f(x - h) / (2 * h)
    2: abs(b - a) / max(abs(b), abs(a))
    2: np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))
    2: abs(a - b) / abs(max(a, b, key=abs))
    2: abs((a - b) / max(abs(a), abs(b)))
    2: abs(a - b) / max([abs(a), abs(b)])
    2: abs(a - b) / (abs(a) if abs(a) > abs(b) else abs(b))
    2: ((a - b) ** 2) ** 0.5 / max(abs(a), abs(b))
    3: upstream @ (f(x + step) - f(x - step)) / (2 * h)
    3: np.dot(upstream, f(x + step) - f(x - step)) / 2 / h
    3: (np.sum(upstream * f(x + step)) - np.sum(upstream * f(x - step))) / (2 * h)
    3: sum(upstream * (f(x + step) - f(x - step)) / (2 * h))
    3: slope(lambda k: np.sum(upstream * f(x + k * step)), 0, 1) / h
    """,
    """
    1: (f(x + h) - f(x)) / h
    1: (f(x) - f(x - h)) / h
    1: (f(x + h) - f(x - h)) / h
    1: (f(x + h) - f(x - h)) / 2
    1: (f(x + h) - f(x - h)) / 2 * h
    1: f(x + h) - f(x - h) / (2 * h)
    1: (f(x + h) + f(x - h)) / (2 * h)
    1: (f(x - h) - f(x + h)) / (2 * h)
    1: 3 * x**2
    1: 3 * x**2 + h**2
    1: 12.25
    2: abs(a - b)
    2: (a - b) / max(abs(a), abs(b))
    2: abs(a - b) / max(a, b)
    2: abs(a - b) / max(abs(a), b)
    2: abs(a - b) / max(a, abs(b))
    2: abs(a - b) / abs(b)
    2: abs(a - b) / abs(a)
    2: abs(a - b) / min(abs(a), abs(b))
    2: abs(a - b) / (abs(a) + abs(b))
    2: abs(a - b) / abs(a + b)
    2: abs(abs(a) - abs(b)) / max(abs(a), abs(b))
    3: np.sum(f(x + step) - f(x - step)) / (2 * h)
    3: np.sum(upstream * (f(x + step) - f(x - step))) / h
    3: upstream[i] * (f(x + step) - f(x - step))[i] / (2 * h)
    3: np.sum(upstream * (f(x + h) - f(x - h))) / (2 * h)
    3: np.sum(upstream * (f(x + step) - f(x))) / h
    3: np.mean(upstream * (f(x + step) - f(x - step))) / (2 * h)
    3: upstream * (f(x + step) - f(x - step)) / (2 * h)
    3: np.sum(upstream[i] * (f(x + step) - f(x - step))) / (2 * h)
    3: slope(f, x, h)
    """,
)
ANSWERS["own_op"] = (
    """
    1: exp(-(a**2))
    1: exp(-a**2)
    1: 1 / exp(a * a)
    1: exp(-1 * a * a)
    1: exp(a * -a)
    2: (g * y * -2 * a,)
    2: (-2 * a * bell(a) * g,)
    2: tuple([-2 * a * y * g])
    2: (g * (-2 * a) * exp(-a * a),)
    2: (-(a + a) * y * g,)
    3: (a * g / y, b * g / y)
    3: (g * a / sqrt(a * a + b * b), g * b / sqrt(a * a + b * b))
    3: (g / y * a, g / y * b)
    3: (0.5 * g / y * 2 * a, 0.5 * g / y * 2 * b)
    3: (g * (a / hypot(a, b)), g * (b / hypot(a, b)))
    3: tuple(g * x / y for x in (a, b))
    """,
    """
    1: exp(a * a)
    1: exp(-a)
    1: exp(-2 * a)
    1: -exp(a * a)
    1: exp((-a) ** 2)
    1: __import__("math").exp(-a * a)
    2: -2 * a * y * g
    2: (-2 * a * y * g)
    2: (-2 * a * y,)
    2: (y * g,)
    2: (2 * a * y * g,)
    2: (-2 * a * g,)
    2: (-a * y * g,)
    2: (-2 * y * g,)
    2: (-2 * a * y * g, 0)
    2: (g - 2 * a * y,)
    2: (-2 * a * y * float(abs(g)),)
    3: (g * a, g * b)
    3: (g * b / y, g * a / y)
    3: (a / y, b / y)
    3: (g * a / (2 * y), g * b / (2 * y))
    3: (g / (2 * y), g / (2 * y))
    3: (g * a / y,)
    3: (g * a / y + g * b / y,)
    3: (g * a * y, g * b * y)
    3: (g * a / y, -g * b / y)
    3: {"a": g * a / y, "b": g * b / y}
    """,
)
ANSWERS["speed"] = (
    """
    1: arena[a] * arena[b] if op == MUL else arena[a] + arena[b]
    1: arena[a] * arena[b] if op else arena[a] + arena[b]
    1: (arena[a] + arena[b], arena[a] * arena[b])[op]
    1: [arena[a] + arena[b], arena[a] * arena[b]][op]
    1: {ADD: arena[a] + arena[b], MUL: arena[a] * arena[b]}[op]
    1: (op == ADD) * (arena[a] + arena[b]) + (op == MUL) * arena[a] * arena[b]
    1: arena[b] + arena[a] if op is ADD else arena[b] * arena[a]
    2: rows[::-1]
    2: list(reversed(rows))
    2: (rows[-i] for i in range(1, len(rows) + 1))
    2: [rows[i] for i in range(len(rows) - 1, -1, -1)]
    3: arena[b] * grad[out]
    3: grad[out] * arena[b] if op == MUL else grad[out]
    4: arena[a] * grad[out]
    4: float(grad[out]) * float(arena[a])
    """,
    """
    1: arena[a] + arena[b]
    1: arena[a] * arena[b]
    1: arena[a] + arena[b] if op == MUL else arena[a] * arena[b]
    1: arena[a] - arena[b] if op == ADD else arena[a] * arena[b]
    1: a + b if op == ADD else a * b
    1: arena[a] + arena[b] if op else arena[a] * arena[b]
    1: rows[a] + rows[b]
    2: rows
    2: rows.reverse()
    2: rows[1::-1]
    2: rows[:0:-1]
    2: sorted(rows, reverse=True)
    2: sorted(rows)
    3: grad[out] * arena[a]
    3: arena[b]
    3: grad[out]
    3: grad[out] * b
    3: grad[a] * arena[b]
    3: grad[out] * arena[out]
    3: -grad[out] * arena[b]
    3: 0
    4: grad[out] * arena[b]
    4: arena[a]
    4: grad[b] * arena[a]
    4: grad[out] * arena[a] if a != b else 0
    4: grad[root] * arena[a]
    """,
)
ANSWERS["watching"] = (
    """
    1: not epoch % self.every
    1: epoch - epoch % self.every == epoch
    1: divmod(epoch, self.every)[1] == 0
    1: (epoch / self.every).is_integer()
    1: epoch in range(0, 10**6, self.every)
    2: np.array(self.weight.data)
    2: self.weight.data + 0
    2: self.weight.data * 1.0
    2: __import__("copy").deepcopy(self.weight.data)
    2: self.weight.data.tolist()
    2: np.copy(self.weight.data)
    3: np.sqrt(np.sum((new - old) ** 2) / np.sum(old**2))
    3: np.sqrt(((new - old) ** 2).sum()) / np.sqrt((old**2).sum())
    3: np.linalg.norm(old - new) / np.linalg.norm(old)
    3: np.linalg.norm((new - old).ravel()) / np.linalg.norm(old.ravel())
    3: np.linalg.norm((new - old) / np.linalg.norm(old))
    """,
    """
    1: epoch % self.every
    1: epoch == self.every
    1: epoch % self.every == 1
    1: epoch % 3 == 0
    1: epoch % 10 == 0
    1: epoch in (3, 6)
    1: epoch >= self.every
    1: True
    1: self.every % epoch == 0
    1: epoch / self.every == 0
    1: int(epoch / self.every) == 0
    2: self.weight.data
    2: self.weight
    2: self.weight.data[:]
    2: self.weight.data.view()
    2: np.asarray(self.weight.data)
    2: list(self.weight.data)
    2: self.weight.data.copy
    2: epoch
    2: str(self.weight.data)
    3: np.linalg.norm(new - old)
    3: np.linalg.norm(new) / np.linalg.norm(old)
    3: np.linalg.norm(new) / np.linalg.norm(old) - 1
    3: np.linalg.norm(new - old) / np.linalg.norm(new)
    3: np.sum(abs(new - old)) / np.sum(abs(old))
    3: np.mean(abs((new - old) / old))
    3: np.max(abs(new - old)) / np.max(abs(old))
    3: np.linalg.norm(new - old) ** 2 / np.linalg.norm(old) ** 2
    3: np.linalg.norm(new - old) / old.size
    3: (new - old) / old
    3: np.std(new - old) / np.std(old)
    3: np.linalg.norm(new - old, 1) / np.linalg.norm(old, 1)
    """,
)
