"""행렬과 float32의 맞는 함수.

Right functions of matrices, square and not, and of float32 numbers.
"""

import numpy as np

from micrograd_ko import Tensor
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP

from .cases import right

WIDE = np.array([[1.0, 2.0, -0.5], [0.3, -1.0, 1.5]])
SQUARE = np.array([[2.0, 1.0], [0.5, -3.0]])
CUBE = np.array([[4.0, 1.0, 0.2], [1.5, 3.0, -0.7], [0.1, 0.4, 2.0]])

# ── matrices ──


@right("matrices", "A Aᵀ")
def _():
    return lambda A: A @ A.T, (WIDE,)


@right("matrices", "Aᵀ A of a symmetric A")
def _():
    return lambda A: A.T @ A, (SQUARE + SQUARE.T,)


@right("matrices", "trace of a product")
def _():
    return lambda A, B: np.trace(A @ B), (WIDE, WIDE.T + 1)


@right("matrices", "determinant")
def _():
    return np.linalg.det, (CUBE,)


@right("matrices", "determinant of a matrix that is nearly singular")
def _():
    return np.linalg.det, (np.array([[1.0, 2.0], [2.0, 4.0 + 1e-6]]),)


@right("matrices", "determinant by hand, of zeros")
def _():
    return lambda A: A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0], (np.zeros((2, 2)),)


@right("matrices", "a row of zeros in a product")
def _():
    return lambda A: A.prod(axis=1), (np.array([[0.0, 0.0, 2.0], [0.0, 3.0, 1.0]]),)


@right("matrices", "eigenvalues, read from one half of the matrix")
def _():
    return np.linalg.eigvalsh, (CUBE + CUBE.T,)


@right("matrices", "Cholesky factor, read from one half of the matrix")
def _():
    return np.linalg.cholesky, (np.array([[2.0, 0.5], [0.5, 1.0]]),)


@right("matrices", "log |det|")
def _():
    return lambda A: np.linalg.slogdet(A)[1], (CUBE,)


@right("matrices", "inverses of a stack")
def _():
    return np.linalg.inv, (np.stack([SQUARE, SQUARE.T + np.eye(2)]),)


@right("matrices", "solution of equations")
def _():
    return np.linalg.solve, (CUBE, np.array([1.0, -2.0, 0.5]))


@right("matrices", "solution for two right sides")
def _():
    return np.linalg.solve, (SQUARE, WIDE)


@right("matrices", "solution for a right side of zeros")
def _():
    return np.linalg.solve, (SQUARE, np.zeros(2))


@right("matrices", "eigenvalues of a symmetric matrix")
def _():
    return lambda A: np.linalg.eigvalsh(A + A.T), (CUBE,)


@right("matrices", "eigenvalues that coincide")
def _():
    return lambda A: np.linalg.eigvalsh(A + A.T), (np.eye(2),)


@right("matrices", "squares of eigenvectors")
def _():
    return lambda A: np.linalg.eigh(A + A.T)[1] ** 2, (CUBE,)


@right("matrices", "singular values of a wide matrix")
def _():
    return lambda A: np.linalg.svd(A, compute_uv=False), (WIDE,)


@right("matrices", "a singular value of 0")
def _():
    return lambda A: np.linalg.svd(A, compute_uv=False), (np.array([[1.0, 2.0], [2.0, 4.0]]),)


@right("matrices", "nuclear norm and largest singular value")
def _():
    return lambda A: [np.linalg.norm(A, "nuc"), np.linalg.norm(A, 2)], (WIDE.T,)


@right("matrices", "Cholesky factor of A Aᵀ + 1")
def _():
    return lambda A: np.linalg.cholesky(A @ A.T + np.eye(len(A))), (WIDE,)


@right("matrices", "pseudoinverse of a tall matrix")
def _():
    return np.linalg.pinv, (WIDE.T,)


@right("matrices", "a power of a matrix")
def _():
    return lambda A: np.linalg.matrix_power(A, 4), (CUBE,)


@right("matrices", "exp of a matrix, as a series")
def _():
    def exponential(A):
        term = total = np.eye(A.shape[0]) + 0 * A
        for k in range(1, 12):
            term = term @ A / k
            total = total + term
        return total

    return exponential, (SQUARE / 4,)


@right("matrices", "a quadratic form")
def _():
    return lambda A, x: x @ A @ x, (CUBE, np.array([1.0, -1.0, 2.0]))


@right("matrices", "einsum and outer product")
def _():
    return lambda A, v: np.einsum("ij,kj,i->k", A, A, v) @ np.outer(v, v), (
        WIDE,
        np.array([1.0, -2.0]),
    )


@right("matrices", "broadcasting of a column and a row")
def _():
    return lambda a, b: (a * b + a / (1 + b * b)).mean(axis=0), (
        np.array([[1.0], [2.0], [-1.0]]),
        np.array([0.5, 2.0]),
    )


@right("matrices", "attention")
def _():
    def attention(Q, K, V):
        return (Q @ K.T / np.sqrt(K.shape[1])).softmax(axis=1) @ V

    return attention, (WIDE, WIDE[:, ::-1] * 0.5, SQUARE)


@right("matrices", "the condition of a matrix")
def _():
    return np.linalg.cond, (SQUARE,)


# ── float32 ──


def single(*numbers):
    """An input of float32."""
    return Tensor(np.array(numbers, dtype=np.float32), dtype=np.float32)


@right("float32", "tanh · exp")
def _():
    return lambda x: x.tanh() * x.exp(), (single(0.5, -1.5),)


@right("float32", "softmax")
def _():
    return lambda x: x.softmax(), (single(0.5, -1.5, 3.0),)


@right("float32", "a sum of 1000 and 0.001")
def _():
    return lambda x: (x * x).sum(), (single(1000.0, 1e-3, 1.0),)


@right("float32", "mixed with float64")
def _():
    return lambda a, b: a * b + a.sin(), (single(0.3, 0.7), Tensor([1.0, 2.0]))


@right("float32", "kinks and ties")
def _():
    return lambda x: x.relu() + np.sort(x) + abs(x), (single(0.0, 1.0, 1.0),)


@right("float32", "1/x and log at 0")
def _():
    return lambda x: [1 / x, x.log()], (single(0.0, 2.0),)


@right("float32", "variance of numbers around 100")
def _():
    return lambda x: x.var(), (single(100.0, 101.0, 103.0),)


@right("float32", "a product of matrices and its norm")
def _():
    return lambda A: np.linalg.norm(A @ A.T), (single([1.0, 2.0, 3.0], [0.1, 0.2, -0.3]),)


@right("float32", "1 - cos(x) near 0")
def _():
    return lambda x: 1 - x.cos(), (single(1e-3, 0.5),)


@right("float32", "a network")
def _():
    model = MLP(2, [3, 1], activation="tanh", rng=0, dtype=np.float32)
    X = np.array([[0.5, -1.0], [1.5, 0.3]], dtype=np.float32)
    return lambda: mse(model(X), np.array([[1.0], [0.0]], dtype=np.float32)), model.parameters()
