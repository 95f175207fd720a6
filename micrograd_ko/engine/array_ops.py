"""배열 연산의 표: 연산 하나가 두 줄.

Hold the table of ops on whole arrays: rows as in :mod:`micrograd_ko.engine.ops`, for what is not
done entry by entry. A rule is NumPy code, and again the *type of its arguments* chooses the
reading: ndarrays give the value and the gradient, Tensors the gradient as a graph, arrays of Values
the scalar graph that the op stands for (:mod:`micrograd_ko.engine.expanding`).

A contribution may have any shape that its input's broadcasts to: what was stretched is summed once,
in :func:`micrograd_ko.engine.array_rule_words.fit`. A costly one is a function without arguments,
called only if its input wants a gradient. Parameters (an axis, an index) are keyword-only,
constant, and have NumPy's names. The last column says in words of mathematics what each
contribution is, for drawings: Σ↑ sums from each entry to the end, and g · y / a stands for g times
the product of all others, which the rule takes at a zero, too.
"""

from __future__ import annotations

import numpy as np

from .array_row import ARRAY_TABLE
from .array_row import table_row as op
from .array_rule_words import (
    add_rows,
    add_rows_gradient,
    astype,
    choose,
    choose_gradient,
    concatenate,
    concatenate_gradient,
    cumsum,
    cumsum_gradient,
    extreme_gradient,
    inverse,
    log_softmax,
    logsumexp,
    logsumexp_gradient,
    matmul_gradient,
    max_,
    mean,
    mean_gradient,
    min_,
    norm,
    norm_gradient,
    prod_,
    prod_gradient,
    put,
    softmax,
    spread,
    sum_,
    sum_to,
    take_rows,
    take_rows_gradient,
    total,
)
from .linalg_rule_words import (
    cholesky,
    cholesky_gradient,
    det,
    det_gradient,
    eigh,
    eigh_gradient,
    inv,
    inv_gradient,
    logabsdet,
    logabsdet_gradient,
    pinv,
    pinv_gradient,
    solve,
    solve_gradient,
    svd,
    svd_gradient,
)

__all__ = ["ARRAY_TABLE"]

# fmt: off
#  name            sign           label              forward
#  backward: what each input gets of g                            in mathematics
op("matmul",       "@",           "행렬 곱",         lambda a, b: a @ b,
   matmul_gradient,                                               ("g @ bᵀ", "aᵀ @ g"))
op("sum",          "Σ",           "합",              sum_,
   lambda g, y, a, *, axis, keepdims: (spread(g, a, axis),),      ("g",))
op("mean",         "mean",        "평균",            mean,
   mean_gradient,                                                 ("g / n",))
op("max",          "max",         "가장 큰 값",      max_,
   extreme_gradient,                                              ("g · (a = y) / Σ(a = y)",))
op("min",          "min",         "가장 작은 값",    min_,
   extreme_gradient,                                              ("g · (a = y) / Σ(a = y)",))
op("prod",         "Π",           "곱",              prod_,
   prod_gradient,                                                 ("g · y / a",))
op("cumsum",       "Σ↓",          "누적 합",         cumsum,
   cumsum_gradient,                                               ("Σ↑ g",))
op("norm",         "‖·‖",         "노름",            norm,
   norm_gradient,                                                 ("g · a / y",))
op("logsumexp",    "logΣexp",     "지수 합의 로그",  logsumexp,
   logsumexp_gradient,                                            ("g · exp(a - y)",))
op("softmax",      "softmax",     "소프트맥스",      softmax,
   lambda g, y, a, *, axis: (y * (g - total(g * y, axis)),),      ("y · (g - Σ g·y)",))
op("log_softmax",  "log softmax", "로그 소프트맥스", log_softmax,
   lambda g, y, a, *, axis: (g - np.exp(y) * total(g, axis),),    ("g - exp(y) · Σ g",))
op("reshape",      "reshape",     "모양 바꿈",       lambda a, *, shape: np.reshape(a, shape),
   lambda g, y, a, *, shape: (g.reshape(a.shape),),               ("g",))
op("transpose",    "ᵀ",           "전치",            lambda a, *, axes=None: np.transpose(a, axes),
   lambda g, y, a, *, axes: (g.transpose(inverse(axes, a.ndim)),), ("gᵀ",))
op("getitem",      "[ ]",         "꺼내기",          lambda a, *, index: a[index],
   lambda g, y, a, *, index: (ARRAY_TABLE["put"](g, index=index, shape=a.shape),), ("g",))
op("put",          "[ ]=",        "넣기",            put,
   lambda g, y, a, *, index, shape: (g[index],),                  ("g",))
op("take_rows",    "[ ]",         "줄 꺼내기",       take_rows,
   take_rows_gradient,                                            ("add_rows(g, b)", "0"))
op("add_rows",     "[ ]+=",       "줄에 더하기",     add_rows,
   add_rows_gradient,                                             ("take_rows(g, b)", "0"))
op("broadcast_to", "↔",           "늘이기",          lambda a, *, shape: np.broadcast_to(a, shape),
   lambda g, y, a, *, shape: (g,),                                ("Σ g",))
op("sum_to",       "Σ",           "줄이기",          sum_to,
   lambda g, y, a, *, shape: (g,),                                ("g",))
op("concatenate",  "⧺",           "이어 붙이기",     concatenate,
   concatenate_gradient,                                          ("g",))
op("astype",       "dtype",       "형 변환",         astype,
   lambda g, y, a, *, dtype: (g,),                                ("g",))
op("where",        "where",       "골라 쓰기",       choose,
   choose_gradient,                                    ("g if condition", "g if not condition"))
#  of matrices, or stacks of them
op("inv",          "⁻¹",          "역행렬",          inv,
   inv_gradient,                                                  ("-yᵀ @ g @ yᵀ",))
op("solve",        "solve",       "연립방정식의 해", solve,
   solve_gradient,                                  ("-solve(aᵀ, g) @ yᵀ", "solve(aᵀ, g)"))
op("det",          "det",         "행렬식",          det,
   det_gradient,                                                  ("g · y · inv(a)ᵀ",))
op("logabsdet",    "log|det|",    "행렬식의 로그",   logabsdet,
   logabsdet_gradient,                                            ("g · inv(a)ᵀ",))
op("cholesky",     "chol",        "숄레스키 분해",   cholesky,
   cholesky_gradient,                        ("sym(y⁻ᵀ @ tril(yᵀ @ g) @ y⁻¹)",))
op("eigh",         "eigh",        "고윳값 분해",     eigh,
   eigh_gradient,                            ("v @ (diag(g) + vᵀ @ g / Δλ) @ vᵀ",))
op("svd",          "svd",         "특잇값 분해",     svd,
   svd_gradient,                             ("u @ (diag(g) + uᵀ @ g / Δs²) @ vᵀ",))
op("pinv",         "⁺",           "유사역행렬",      pinv,
   pinv_gradient,                                                 ("-yᵀ @ g @ yᵀ + …",))
# fmt: on
