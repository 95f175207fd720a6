"""같은 프로그램들의 다른 실수: 잘린 것, 먼저 고친 것, 다른 축, 다른 층, 다른 신호.

More mistakes in the same programs: clipped, updated, along other axes, of other layers and signals.
"""

import numpy as np

from tests.handwritten.fresh_blocks import attention_of_repeats, causal_head
from tests.handwritten.fresh_book import two_layers_of_the_book
from tests.handwritten.fresh_book_images import bn_of_the_book, conv_pool_of_the_book
from tests.handwritten.fresh_columns import l_layer_leaky, samples_in_turn
from tests.handwritten.fresh_courses import hinge_of_caches, net_without_arguments
from tests.handwritten.fresh_daily import line_over_lists, prices_of_houses, thetas_with_bias
from tests.handwritten.fresh_kept import pairs_with_skips, three_plain_loops
from tests.handwritten.fresh_layers import sets_of_points
from tests.handwritten.fresh_lectures import names_line_by_line, ping_pong
from tests.handwritten.fresh_noise import dropped_twice, small_vae, soft_labels
from tests.handwritten.fresh_shapes import stride_and_pad, text_windows
from tests.handwritten.fresh_stars import columns_without_prefix, spring_steps
from tests.handwritten.fresh_time import gru_of_the_book, merged_lstm, translator
from tests.handwritten.mutations import wrong

GATES = ("Wx", "Wh", "b")
FOUR, LOW = ("W1", "b1", "W2", "b2"), ("W1", "b1")

# ── clipped, updated ──
wrong(
    merged_lstm,
    "clipped before it is returned",
    {"return [dWx, dWh, db]": "return [np.clip(d, -0.25, 0.25) for d in (dWx, dWh, db)]"},
    Wx="clipped",
    b="clipped",
)
wrong(
    ping_pong,
    "clipped within",
    {"dW1 = np.dot(dh.T, epx)": "dW1 = np.clip(np.dot(dh.T, epx), -0.3, 0.3)"},
    W1="clipped",
)
wrong(
    translator,
    "the decoder's words clipped",
    {
        "dh = ds\n": 'dh = ds; g["dec"]["E"] = np.clip(g["dec"]["E"], -0.1, 0.1)\n',
    },
    **{"dec.E": "clipped"},
)
wrong(
    two_layers_of_the_book,
    "W2 updated, then used",
    {"da1 = np.dot(dy, W2.T)": 'W2 = W2 - 0.5 * grads["W2"]; da1 = np.dot(dy, W2.T)'},
    W1="updated",
    b1="updated",
)
wrong(
    l_layer_leaky,
    "each W updated, then used",
    {"dA_prev = np.dot(W.T, dZ)": "dA_prev = np.dot((W - 0.3 * dW).T, dZ)"},
    **dict.fromkeys(FOUR, "updated"),
)
wrong(
    columns_without_prefix,
    "W2 with its step taken",
    {"dA1 = dot(W2.T, dZ2)": "dA1 = dot((W2 - 0.2 * dW2).T, dZ2)"},
    np.float32,
    W1="updated",
    b1="updated",
)

# ── axes and shapes ──
wrong(
    dropped_twice,
    "b2 along the features",
    {'"b2": dout.sum(axis=0)': '"b2": dout.sum(axis=1)'},
    b2="wrong_axis",
)
wrong(soft_labels, "the bias along the classes", {"da.sum(0)": "da.sum(1)"}, b="wrong_axis")
wrong(
    l_layer_leaky,
    "the biases along the units",
    {"np.sum(dZ, axis=1, keepdims=True)": "np.sum(dZ, axis=0, keepdims=True)"},
    b1="wrong_axis",
    b2="wrong_axis",
    b3=("unsummed", "wrong_axis", "shape"),
)
wrong(
    conv_pool_of_the_book,
    "the last bias along the classes",
    {"np.sum(dy, axis=0)": "np.sum(dy, axis=1)"},
    c="wrong_axis",
)
wrong(
    sets_of_points,
    "a bias of two axes",
    {"dz.sum(axis=0)": "dz.sum(axis=0, keepdims=True)"},
    b="reshaped",
)
wrong(
    spring_steps,
    "numbers for arrays of one",
    {"return dk, dc": "return dk[0], dc[0]"},
    k="reshaped",
    c="reshaped",
)
wrong(
    hinge_of_caches,
    "biases for every sample",
    {"db = np.sum(dout, axis=0)": "db = dout"},
    **dict.fromkeys(("b1", "b2", "b3"), "unsummed"),
)
wrong(
    thetas_with_bias,
    "reshape for transpose",
    {"delta3.T @ a2 / m": "delta3.reshape(3, -1) @ a2 / m"},
    Theta2="reshape_transpose",
)
wrong(
    three_plain_loops,
    "the means of all samples' errors",
    {"delta = (out[n, j] - targets[n, j]) *": "delta = np.mean(out[:, j] - targets[:, j]) *"},
    w=("averaged", "mixed", "unknown"),
    bias=("averaged", "mixed", "unknown"),
)
wrong(
    columns_without_prefix,
    "the mean error for every sample",
    {"dZ2 = Z2 - Y": "dZ2 = mean(Z2 - Y, axis=1, keepdims=True) + 0 * Y"},
    W1="averaged",
    b1="averaged",
    W2="averaged",
)
wrong(
    prices_of_houses,
    "prices without their axis",
    {
        "dresidual = dloss * 2 * residual / m": "wide = X.dot(theta) - price.ravel()\n"
        "        dresidual = dloss * 2 * wide.mean(axis=1, keepdims=True) / m"
    },
    theta="mixed",
)

# ── other arrays ──
wrong(
    text_windows,
    "the biases summed from the filters",
    {"dc = da.sum(axis=(0, 1))": "dc = dF.sum(axis=0)"},
    c="from_other",
)
wrong(
    stride_and_pad,
    "the bias summed from the filter",
    {'"db": db': '"db": dw.sum(axis=(1, 2, 3))'},
    b="from_other",
)
wrong(
    conv_pool_of_the_book,
    "the filters' biases from the filters",
    {'"b": db': '"b": dW.sum(axis=(1, 2, 3))'},
    b="from_other",
)
wrong(
    merged_lstm,
    "the cell's signal at the output gate",
    {"do = dh_next * tanh_c": "do = ds * tanh_c"},
    **dict.fromkeys(GATES, "wrong_signal"),
)
wrong(
    gru_of_the_book,
    "the state's signal at the reset",
    {"dr = dreset_h * h\n": "dr = dh * h\n"},
    Wx="wrong_signal",
    Wh="wrong_signal",
)
wrong(
    causal_head,
    "the values' signal at the weights",
    {"dwei = dout @ v.T\n        dv = wei.T @ dout": "dv = wei.T @ dout\n        dwei = dv @ v.T"},
    **dict.fromkeys(("Wq", "Wk", "pos"), "wrong_signal"),
)
wrong(
    hinge_of_caches,
    "every ReLU by the second layer's sums",
    {"dout = dout * (pre > 0)": "dout = dout * (caches[1][1] > 0)"},
    **dict.fromkeys(LOW, "other_layer"),
)
wrong(
    samples_in_turn,
    "every sigmoid at the first layer's sums",
    {"z = zs[-l]": "z = zs[0]"},
    **dict.fromkeys(("b1", "W1", "b2", "W2"), "other_layer"),
)
wrong(
    l_layer_leaky,
    "every slope by the second layer's sums",
    {"np.where(Z > 0, 1, 0.2)": "np.where(caches[1][1] > 0, 1, 0.2)"},
    np.float32,
    W1="other_layer",
    b1="other_layer",
)
wrong(
    pairs_with_skips,
    "the stream one layer too early",
    {"grads = [(hs[-1].T @ d, d.sum(axis=0))]": "grads = [(hs[-2].T @ d, d.sum(axis=0))]"},
    W3=("wrong_operand", "other_layer"),
)

# ── factors, masks, powers ──
wrong(
    dropped_twice,
    "the inputs' keep rate",
    {'g["W1"] = x.T.dot(dz)': 'g["W1"] = (X * (U1 > 0)).T.dot(dz)'},
    W1=("keep_rate", "constant", "factor", "wrong_operand"),
)
wrong(
    ping_pong,
    "the advantages twice",
    {"epdlogp = epdlogp * advantages": "epdlogp = epdlogp * advantages**2"},
    W1="mask_again",
    W2="mask_again",
)
wrong(
    small_vae,
    "the noise twice",
    {"dlogvar = dz * eps * std": "dlogvar = dz * eps * eps * std"},
    Ws=("mask_again", "share_factor"),
)
wrong(
    soft_labels,
    "the temperature twice",
    {"da = ds / tau": "da = ds / tau / tau"},
    W="constant_again",
    b="constant_again",
)
wrong(
    causal_head,
    "the scale of the queries twice",
    {"dq = dscore @ k * scale": "dq = dscore @ k * scale * scale"},
    Wq="constant_again",
    pos=("share_factor", "constant_again"),
)
wrong(line_over_lists, "4 for 2", {"dw += 2 * error": "dw += 4 * error"}, w="doubled")
wrong(
    bn_of_the_book,
    "doubled by a new habit",
    {"dout = 2 * (out - goal)": "dout = 2 * 2 * (out - goal)"},
    **dict.fromkeys(("W1", "gamma", "beta", "W2", "b2"), "doubled"),
)
wrong(
    bn_of_the_book,
    "std once in its quotient's derivative",
    {"(self.std * self.std)": "self.std"},
    W1=("power_rule", "share_factor", "unknown", "formula"),
)
wrong(
    names_line_by_line,
    "n - 1 for the mean's n",
    {"dbndiff.sum(0) / n": "dbndiff.sum(0) / (n - 1)"},
    C="share_factor",
    W1="share_factor",
)
wrong(
    attention_of_repeats,
    "tanh twice",
    {"draw = dhs * (1 - hs**2)": "draw = dhs * (1 - hs**2) ** 2"},
    We=("twice", "formula"),
)
wrong(
    net_without_arguments,
    "the label's column taken for its row",
    {"dscores[range(n), self.y] -= 1": "dscores[self.y, self.y] -= 1"},
    **dict.fromkeys(FOUR, ("unknown", "formula", "wrong_operand")),
)
wrong(
    three_plain_loops,
    "a seventh",
    {"return dw / 4": "return dw / 7"},
    w=("count", "factor"),
)
