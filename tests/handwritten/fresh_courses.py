"""강의 숙제의 꼴: 반복문 소프트맥스, 인수 없는 함수, 캐시 목록.

The exercises of courses: softmax by loops, functions without arguments, lists of caches.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def softmax_by_loops(dtype):
    """The naive softmax loss: a loop over samples, one over classes, L2 of one matrix."""
    r = np.random.default_rng(721)
    X = r.normal(size=(5, 4)).astype(dtype)
    y = np.array([1, 0, 2, 2, 1])
    reg = 0.3

    def loss(W):
        total = 0.0
        for i in range(X.shape[0]):
            scores = X[i].dot(W)
            scores = scores - np.max(scores)
            total += -scores[y[i]] + np.log(np.sum(np.exp(scores)))
        return total / X.shape[0] + reg * np.sum(W * W)

    def grad(W):
        dW = np.zeros_like(W)
        num_train, num_classes = X.shape[0], W.shape[1]
        for i in range(num_train):
            scores = X[i].dot(W)
            scores -= np.max(scores)
            p = np.exp(scores) / np.sum(np.exp(scores))
            for j in range(num_classes):
                dW[:, j] += (p[j] - (j == y[i])) * X[i]
        dW /= num_train
        dW += 2 * reg * W
        return dW

    return loss, grad, {"W": r.normal(size=(4, 3)).astype(dtype)}


wrong(softmax_by_loops, "the label forgotten", {" - (j == y[i])": ""}, W="label_missing")
wrong(
    softmax_by_loops,
    "the last sample alone",
    {"dW[:, j] += (p": "dW[:, j] = (p"},
    W=("one_sample", "one_use"),
)
wrong(
    softmax_by_loops,
    "the sum over samples not divided",
    {"dW /= num_train": "pass"},
    W="share_factor",
)
wrong(
    softmax_by_loops,
    "the penalty without its 2",
    {"dW += 2 * reg * W": "dW += reg * W"},
    W="penalty_factor",
)
wrong(
    softmax_by_loops,
    "the penalty left out",
    {"dW += 2 * reg * W": "pass"},
    np.float32,
    W="penalty_missing",
)
wrong(
    softmax_by_loops,
    "the penalty divided by the samples",
    {"dW += 2 * reg * W": "dW += 2 * reg * W / num_train"},
    W="penalty_factor",
)
wrong(
    softmax_by_loops,
    "one class too few",
    {"for j in range(num_classes)": "for j in range(num_classes - 1)"},
    W=("share_missing", "one_use", "unfilled", "unknown", "penalty_extra"),
)
wrong(
    softmax_by_loops,
    "the penalty taken away",
    {"dW += 2 * reg * W": "dW -= 2 * reg * W"},
    W="penalty_factor",
)


@base
def net_without_arguments(dtype):
    """A class with self.params; loss() and grads() take nothing and read it."""
    r = np.random.default_rng(722)

    class TwoLayerNet:
        def __init__(self, D, H, C):
            self.params = {}
            self.params["W1"] = r.normal(size=(D, H)).astype(dtype)
            self.params["b1"] = (0.2 * r.normal(size=H)).astype(dtype)
            self.params["W2"] = r.normal(size=(H, C)).astype(dtype)
            self.params["b2"] = (0.2 * r.normal(size=C)).astype(dtype)
            self.X = r.normal(size=(5, D)).astype(dtype)
            self.y = np.array([0, 2, 2, 1, 0])
            self.reg = 0.2

        def scores(self):
            p = self.params
            hidden = np.maximum(0, self.X.dot(p["W1"]) + p["b1"])
            return hidden, hidden.dot(p["W2"]) + p["b2"]

        def loss(self):
            _, scores = self.scores()
            shifted = scores - scores.max(axis=1, keepdims=True)
            logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
            data_loss = -np.sum(logp[range(len(self.y)), self.y]) / len(self.y)
            W1, W2 = self.params["W1"], self.params["W2"]
            return float(data_loss + 0.5 * self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2)))

        def grads(self):
            p, n = self.params, self.X.shape[0]
            hidden, scores = self.scores()
            exp_scores = np.exp(scores)
            dscores = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
            dscores[range(n), self.y] -= 1
            dscores /= n
            dW2 = np.dot(hidden.T, dscores)
            db2 = np.sum(dscores, axis=0)
            dhidden = np.dot(dscores, p["W2"].T)
            dhidden[hidden <= 0] = 0
            dW1 = np.dot(self.X.T, dhidden)
            db1 = np.sum(dhidden, axis=0)
            dW2 += self.reg * p["W2"]
            dW1 += self.reg * p["W1"]
            return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    net = TwoLayerNet(3, 4, 3)
    return net.loss, net.grads, net.params


ALL = ("W1", "b1", "W2", "b2")
wrong(
    net_without_arguments,
    "one subtracted from whole columns",
    {"dscores[range(n), self.y] -= 1": "dscores[:, self.y] -= 1"},
    **dict.fromkeys(ALL, ("unknown", "formula", "wrong_operand")),
)
wrong(
    net_without_arguments,
    "the ReLU forgotten",
    {"dhidden[hidden <= 0] = 0": "pass"},
    W1="left_out",
    b1="left_out",
)
wrong(
    net_without_arguments,
    "the mask of its own gradient",
    {"dhidden[hidden <= 0] = 0": "dhidden[dhidden <= 0] = 0"},
    W1=("formula", "wrong_operand", "other_layer", "unknown"),
    b1=("formula", "wrong_operand", "other_layer", "unknown"),
)
wrong(
    net_without_arguments,
    "the first penalty",
    {'dW1 += self.reg * p["W1"]': "pass"},
    W1="penalty_missing",
)
wrong(
    net_without_arguments,
    "a penalty on a bias",
    {'dW2 += self.reg * p["W2"]': 'dW2 += self.reg * p["W2"]; db2 += self.reg * p["b2"]'},
    b2="penalty_extra",
)
wrong(
    net_without_arguments,
    "2 reg for ½ reg",
    {'dW2 += self.reg * p["W2"]': 'dW2 += 2 * self.reg * p["W2"]'},
    np.float32,
    W2="penalty_factor",
)
wrong(
    net_without_arguments,
    "n of all scores",
    {"dscores /= n": "dscores /= dscores.size"},
    **dict.fromkeys(("b1", "b2"), ("count", "divided")),
    **dict.fromkeys(("W1", "W2"), "share_factor"),
)
wrong(
    net_without_arguments,
    "the softmax on the wrong axis",
    {"np.sum(exp_scores, axis=1, keepdims=True)": "np.sum(exp_scores, axis=0, keepdims=True)"},
    **dict.fromkeys(ALL, ("softmax_axis", "unknown", "formula")),
)


@base
def hinge_of_caches(dtype):
    """Affine and ReLU with caches in a list, a multiclass hinge, gradients by name."""
    r = np.random.default_rng(723)
    X = r.normal(size=(6, 4)).astype(dtype)
    y = np.array([3, 0, 1, 2, 2, 0])
    L = 3

    def affine_forward(x, w, b):
        return x.dot(w) + b, (x, w, b)

    def affine_backward(dout, cache):
        x, w, _ = cache
        dx = dout.dot(w.T)
        dw = x.T.dot(dout)
        db = np.sum(dout, axis=0)
        return dx, dw, db

    def run(params):
        out, caches = X, []
        for i in range(1, L + 1):
            out, fc = affine_forward(out, params[f"W{i}"], params[f"b{i}"])
            caches.append((fc, out))
            if i < L:
                out = np.maximum(0, out)
        return out, caches

    def svm_loss(scores):
        correct = scores[np.arange(6), y]
        margins = np.maximum(0, scores - correct[:, np.newaxis] + 1.0)
        margins[np.arange(6), y] = 0
        return margins, np.sum(margins) / 6

    def loss(params):
        return svm_loss(run(params)[0])[1]

    def gradient(params):
        scores, caches = run(params)
        margins, _ = svm_loss(scores)
        num_pos = np.sum(margins > 0, axis=1)
        dout = np.zeros_like(scores)
        dout[margins > 0] = 1
        dout[np.arange(6), y] -= num_pos
        dout /= 6
        grads = {}
        for i in reversed(range(1, L + 1)):
            fc, pre = caches[i - 1]
            if i < L:
                dout = dout * (pre > 0)
            dout, grads[f"W{i}"], grads[f"b{i}"] = affine_backward(dout, fc)
        return grads

    names = [(f"W{i}", (4, 4)) for i in (1, 2, 3)] + [(f"b{i}", 4) for i in (1, 2, 3)]
    return loss, gradient, {n: r.normal(size=s).astype(dtype) for n, s in names}


EARLY, EACH = ("W1", "b1", "W2", "b2"), ("W1", "b1", "W2", "b2", "W3", "b3")
wrong(
    hinge_of_caches,
    "the right class's own slope",
    {"dout[np.arange(6), y] -= num_pos": "pass"},
    **dict.fromkeys(EACH, ("share_missing", "path_cut")),
)
wrong(
    hinge_of_caches,
    "one for each wrong class",
    {"dout[np.arange(6), y] -= num_pos": "dout[np.arange(6), y] -= 1"},
    **dict.fromkeys(EACH, ("unknown", "formula", "wrong_operand")),
)
wrong(
    hinge_of_caches,
    "the average of the margins",
    {"dout /= 6": "pass"},
    **dict.fromkeys(EACH, "mean"),
)
wrong(
    hinge_of_caches,
    "no ReLU behind the second",
    {"if i < L:\n                dout": "if i < L - 1:\n                dout"},
    **dict.fromkeys(EARLY, "left_out"),
)
wrong(
    hinge_of_caches,
    "no ReLU behind the first",
    {"if i < L:\n                dout": "if 1 < i < L:\n                dout"},
    np.float32,
    W1="left_out",
    b1="left_out",
)
wrong(
    hinge_of_caches,
    "the weights not transposed",
    {"dx = dout.dot(w.T)": "dx = dout.dot(w)"},
    **dict.fromkeys(EARLY, "operand_transposed"),
)
wrong(
    hinge_of_caches,
    "the biases along the features",
    {"db = np.sum(dout, axis=0)": "db = np.sum(dout, axis=1)"},
    b1="wrong_axis",
    b2="wrong_axis",
    b3=("wrong_axis", "zero"),
)
wrong(
    hinge_of_caches,
    "never the first layer",
    {
        "reversed(range(1, L + 1))": "reversed(range(2, L + 1))",
        "grads = {}": 'grads = {"W1": np.zeros((4, 4)), "b1": np.zeros(4)}',
    },
    W1="zero",
    b1="zero",
)
