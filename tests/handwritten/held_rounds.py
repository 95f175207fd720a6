"""층이나 바퀴나 부류를 도는 반복문: 새는 상태, 나무, 일대다, 빽빽한 이음.

Loops of other kinds: leaky states, a tree of words, one class against the rest, dense links.
"""

import logging

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def leaky_states(dtype):
    """h = (1 - leak) h + leak tanh(…), the mean of all states read out at the end."""
    r = np.random.default_rng(225)
    series = r.normal(size=(5, 4, 2)).astype(dtype)
    label = np.array([[0.0], [1.0], [1.0], [0.0]], dtype=dtype)
    leak = 0.3

    def states(W, U):
        h, found = np.zeros((4, 3)), []
        for x in series:
            h = (1 - leak) * h + leak * np.tanh(x @ W + h @ U)
            found.append(h)
        return found

    def forward(W, U, v):
        pooled = np.mean(states(W, U), axis=0)
        z = pooled @ v
        return np.mean(np.log1p(np.exp(z)) - label * z)

    def backward(W, U, v):
        found = states(W, U)
        pooled = np.mean(found, axis=0)
        dz = (1 / (1 + np.exp(-(pooled @ v))) - label) / len(label)
        dv = pooled.T @ dz
        dpooled = dz @ v.T
        dW, dU, dh = np.zeros_like(W), np.zeros_like(U), np.zeros((4, 3))
        for t in range(len(series) - 1, -1, -1):
            dh = dh + dpooled / len(series)
            before = found[t - 1] if t > 0 else np.zeros((4, 3))
            c = np.tanh(series[t] @ W + before @ U)
            dc = leak * dh * (1 - c**2)
            dW += series[t].T @ dc
            dU += before.T @ dc
            dh = (1 - leak) * dh + dc @ U.T
        return {"W": dW, "U": dU, "v": dv}

    P = {"W": (2, 3), "U": (3, 3), "v": (3, 1)}
    return forward, backward, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


wrong(
    leaky_states,
    "the leak forgotten at the candidate",
    {"dc = leak * dh": "dc = dh"},
    W=("constant", "mask"),
    U=("constant", "mask"),
)
wrong(
    leaky_states,
    "the old state not handed back",
    {"dh = (1 - leak) * dh + dc @ U.T": "dh = dc @ U.T"},
    W=("share_missing", "path_cut"),
    U=("share_missing", "path_cut"),
)
wrong(
    leaky_states,
    "1 - leak forgotten",
    {"dh = (1 - leak) * dh + dc @ U.T": "dh = dh + dc @ U.T"},
    W=("share_factor", "constant", "mask"),
    U=("share_factor", "constant", "mask"),
)
wrong(
    leaky_states,
    "the steps not averaged",
    {"dh = dh + dpooled / len(series)": "dh = dh + dpooled"},
    W=("mean",),
    U=("mean",),
)
wrong(
    leaky_states,
    "the pooled state at the last step alone",
    {"dh = dh + dpooled / len(series)": "dh = dh + (dpooled / len(series) if t == 4 else 0.0)"},
    W=("one_use", "last_step", "one_sample"),
    U=("one_use", "last_step", "one_sample"),
)
wrong(
    leaky_states,
    "the slope at the state",
    {"(1 - c**2)": "(1 - found[t] ** 2)"},
    W=("other_layer", "wrong_operand", "formula"),
    U=("other_layer", "wrong_operand", "formula"),
)
wrong(leaky_states, "v of the last state", {"dv = pooled.T": "dv = found[-1].T"}, v="wrong_operand")


@base
def word_tree(dtype):
    """A recursive network: neighbours are merged from the left, one vector is scored."""
    r = np.random.default_rng(241)
    leaves = r.normal(size=(4, 2)).astype(dtype)
    log = logging.getLogger("tree")

    def merge(left, right, params):
        both = np.concatenate([left, right])
        return np.tanh(params["M"].dot(both) + params["m"])

    def forward(params):
        node = leaves[0]
        for leaf in leaves[1:]:
            node = merge(node, leaf, params)
        score = params["s"].dot(node)
        log.debug("score %.3f", score)
        return (score - 1.0) ** 2

    def backward(params):
        nodes = [leaves[0]]
        for leaf in leaves[1:]:
            nodes.append(merge(nodes[-1], leaf, params))
        dscore = 2 * (params["s"].dot(nodes[-1]) - 1.0)
        grads = {"s": dscore * nodes[-1], "M": np.zeros((2, 4)), "m": np.zeros(2)}
        dnode = dscore * params["s"]
        for k in range(len(leaves) - 1, 0, -1):
            dsum = dnode * (1 - nodes[k] ** 2)
            grads["M"] += np.outer(dsum, np.r_[nodes[k - 1], leaves[k]])
            grads["m"] += dsum
            dnode = params["M"].T.dot(dsum)[:2]
        return grads

    P = {"M": (2, 4), "m": (2,), "s": (2,)}
    return forward, backward, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


wrong(
    word_tree,
    "the right half handed down",
    {'params["M"].T.dot(dsum)[:2]': 'params["M"].T.dot(dsum)[2:]'},
    M=("wrong_signal", "wrong_operand", "unknown"),
    m=("wrong_signal", "wrong_operand", "unknown"),
)
wrong(
    word_tree,
    "the top merge alone",
    {'dnode = params["M"].T.dot(dsum)[:2]': "break"},
    M=("one_use", "path_cut"),
    m=("one_use", "path_cut"),
)
wrong(
    word_tree,
    "the slope of the merge below",
    {"(1 - nodes[k] ** 2)": "(1 - nodes[k - 1] ** 2)"},
    M=("other_layer", "wrong_operand"),
    m=("other_layer", "wrong_operand"),
)
wrong(
    word_tree,
    "the halves in the wrong order",
    {"np.r_[nodes[k - 1], leaves[k]]": "np.r_[leaves[k], nodes[k - 1]]"},
    M=("wrong_operand", "swapped", "unknown"),
)
wrong(
    word_tree,
    "the square's 2",
    {"dscore = 2 * (": "dscore = 1 * ("},
    np.float32,
    M="square",
    m="square",
    s="square",
)
wrong(
    word_tree,
    "the node below",
    {'{"s": dscore * nodes[-1]': '{"s": dscore * nodes[-2]'},
    s="wrong_operand",
)


@base
def one_against_rest(dtype):
    """A loop over classes: a logistic regression for each column of W."""
    r = np.random.default_rng(242)
    X = r.normal(size=(6, 3)).astype(dtype)
    labels = np.array([0, 1, 2, 2, 1, 0])

    def forward(W, b):
        losses = []
        for k in range(W.shape[1]):
            z = X.dot(W[:, k]) + b[k]
            signs = np.where(labels == k, 1.0, -1.0)
            losses.append(np.logaddexp(0, -signs * z).mean())
        return np.array(losses).sum()

    def gradients(W, b):
        dW, db = np.zeros(W.shape), np.zeros(b.shape)
        for k in range(W.shape[1]):
            z = X.dot(W[:, k]) + b[k]
            signs = np.where(labels == k, 1.0, -1.0)
            dz = -signs / (1 + np.exp(signs * z)) / len(labels)
            dW[:, k] = X.T.dot(dz)
            db[k] = dz.sum()
        return dW, db

    return (
        forward,
        gradients,
        [
            r.normal(size=(3, 3)).astype(dtype),
            r.normal(size=3).astype(dtype),
        ],
    )


wrong(
    one_against_rest,
    "the classes' mean for the samples'",
    {"/ len(labels)": "/ W.shape[1]"},
    W="count",
    b="count",
)
wrong(one_against_rest, "rows for columns", {"dW[:, k] = ": "dW[k] = "}, W="transpose")
wrong(
    one_against_rest,
    "the last class never filled",
    {"dW[:, k] = X.T.dot(dz)": "dW[:, k] = X.T.dot(dz) * (k < 2)"},
    W="unfilled",
)
wrong(
    one_against_rest,
    "all biases into the first",
    {"db[k] = dz.sum()": "db[0] += dz.sum()"},
    b=("unknown", "unfilled", "total"),
)
wrong(
    one_against_rest,
    "the sign of the margin",
    {"dz = -signs / (1": "dz = signs / (1"},
    W="sign",
    b="sign",
)
wrong(
    one_against_rest,
    "the chance of being right",
    {"np.exp(signs * z)": "np.exp(-signs * z)"},
    W=("formula", "unknown"),
    b=("formula", "unknown"),
)


@base
def dense_links(dtype):
    """A dense block: every layer sees all that came before, joined by concatenate."""
    r = np.random.default_rng(243)
    X = r.normal(size=(5, 2)).astype(dtype)
    y = r.normal(size=(5, 1)).astype(dtype)
    Ws = {f"W{k}": (0.7 * r.normal(size=(2 + 2 * k, 2))).astype(dtype) for k in range(3)}
    Ws["out"] = r.normal(size=(8, 1)).astype(dtype)

    def forward(P):
        seen = X
        for k in range(3):
            seen = np.concatenate([seen, np.tanh(seen @ P[f"W{k}"])], axis=1)
        return ((seen @ P["out"] - y) ** 2).mean()

    def backward(P):
        seen = X
        for k in range(3):
            seen = np.concatenate([seen, np.tanh(seen @ P[f"W{k}"])], axis=1)
        dpred = 2 * (seen @ P["out"] - y) / y.size
        grads = {"out": seen.T @ dpred}
        dseen = dpred @ P["out"].T
        for k in (2, 1, 0):
            width = 2 + 2 * k
            dnew, dseen = dseen[:, width:], dseen[:, :width]
            dsum = dnew * (1 - seen[:, width : width + 2] ** 2)
            grads[f"W{k}"] = seen[:, :width].T @ dsum
            dseen = dseen + dsum @ P[f"W{k}"].T
        return grads

    return forward, backward, Ws


wrong(
    dense_links,
    "the links around a layer dropped",
    {"dseen = dseen + dsum @": "dseen = dsum @"},
    W0=("path_cut", "share_missing"),
    W1=("path_cut", "share_missing"),
)
wrong(
    dense_links,
    "the links through a layer dropped",
    {'dseen = dseen + dsum @ P[f"W{k}"].T': "dseen = dseen * 1"},
    W0=("path_cut", "share_missing", "one_use"),
    W1=("path_cut", "share_missing", "one_use"),
)
wrong(
    dense_links,
    "tanh forgotten",
    {"dsum = dnew * (1 - seen[:, width : width + 2] ** 2)": "dsum = dnew"},
    W0="left_out",
    W1="left_out",
    W2="left_out",
)
wrong(
    dense_links,
    "the first slope at the input",
    {"seen[:, width : width + 2] ** 2": "seen[:, width - 2 : width] ** 2"},
    W0=("other_layer", "wrong_operand"),
    W1=("other_layer", "wrong_operand"),
    W2=("other_layer", "wrong_operand"),
)
wrong(
    dense_links,
    "the mean twice",
    {'dpred = 2 * (seen @ P["out"] - y) / y.size': 'dpred = 2 * (seen @ P["out"] - y) / y.size**2'},
    np.float32,
    W0="mean_twice",
    W1="mean_twice",
    W2="mean_twice",
    out="mean_twice",
)
