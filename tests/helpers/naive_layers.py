"""합성곱, 풀링, 순환 신경망을 반복문으로. Convolution, pooling and recurrence, in plain loops."""

import numpy as np


def both(given):
    return tuple(given) if isinstance(given, (tuple, list)) else (given, given)


def windows(x, size, stride, padding=0):
    """(sample, channel, row, column, what lies in that window), one window after the other."""
    (h, w), (down, right), (above, left) = both(size), both(stride), both(padding)
    n, c, rows, columns = x.shape
    framed = np.zeros((n, c, rows + 2 * above, columns + 2 * left), x.dtype)
    framed[:, :, above : above + rows, left : left + columns] = x
    for s in range(n):
        for k in range(c):
            for i, top in enumerate(range(0, framed.shape[2] - h + 1, down)):
                for j, start in enumerate(range(0, framed.shape[3] - w + 1, right)):
                    yield s, k, i, j, framed[s, k, top : top + h, start : start + w]


def pooled(x, size, stride, reduce):
    found = {(s, k, i, j): reduce(window) for s, k, i, j, window in windows(x, size, stride)}
    shape = tuple(np.max(list(found), axis=0) + 1)
    return np.array([found[at] for at in np.ndindex(shape)]).reshape(shape)


def convolved(x, W, b, stride=1, padding=0):
    """y[s, o, i, j] = Σ of window · filter, over the channels, + b[o]."""
    sums = {}
    for s, k, i, j, window in windows(x, W.shape[2:], stride, padding):
        for o in range(len(W)):
            sums[s, o, i, j] = sums.get((s, o, i, j), 0.0) + (window * W[o, k]).sum()
    shape = tuple(np.max(list(sums), axis=0) + 1)
    y = np.array([sums[at] for at in np.ndindex(shape)]).reshape(shape)
    return y if b is None else y + b[:, None, None]


def recurred(x, W, U, b, h=None):
    """All states (samples, times, hidden)."""
    h = np.zeros((len(x), len(b))) if h is None else h
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1)
