"""NumPy 함수의 쓰임: NumPy로, Tensor로, autograd로 똑같이 읽는 글.

Uses of NumPy's functions, as text that is read alike with NumPy, with Tensors and with HIPS
autograd's NumPy: x, y, z are arrays of the shapes beside it. No shape is square or symmetric by
accident.
"""

import numpy as np


def lines(text):
    return [line.strip() for line in text.strip().splitlines() if line.strip()]


SHAPES = """
    np.reshape(x, (3, 2))
    np.reshape(x, (3, -1), order='F')
    x.reshape(3, 2, order='F')
    np.ravel(x)
    np.ravel(x, order='F')
    x.flatten()
    np.expand_dims(x, (0, 2))
    np.squeeze(x[None], axis=0)
    np.atleast_1d(x)
    np.atleast_2d(x[0])
    np.atleast_3d(x)
    np.atleast_2d(x[0], x)
    np.moveaxis(x, 0, 1)
    np.rollaxis(x, 1)
    np.swapaxes(x, axis1=0, axis2=1)
    x.swapaxes(0, 1)
    np.transpose(x, (1, 0))
    np.matrix_transpose(x)
    np.linalg.matrix_transpose(x)
    np.broadcast_to(x, (2, 2, 3))
    np.broadcast_arrays(x, x[0])
    np.meshgrid(x[0], x[1])
    np.meshgrid(x[0], x[1], indexing='ij', sparse=True)
    np.linspace(x, 2 * x + 1, 4)
    np.linspace(x[0], 1.0, 3, axis=-1, endpoint=False)
    np.linspace(x, 1.0, 3, retstep=True)
    np.full_like(x, x[0, 0])
    np.copy(x, order='C')
    np.stack([x, x * 2], axis=1)
    np.vstack([x, x[0]])
    np.hstack([x, x])
    np.hstack([x[0], x[1]])
    np.dstack([x, x + 1])
    np.column_stack([x[0], x[1]])
    np.column_stack([x, x])
    np.block([[x, x], [x, x[:, ::-1]]])
    np.block([x[0], x[1]])
    np.concatenate([x, x], axis=None)
    np.concatenate([x, [[1.0, 2.0, 3.0]]])
"""
PLACES = """
    np.flip(x)
    np.flip(x, 1)
    np.fliplr(x)
    np.flipud(x)
    np.rot90(x)
    np.rot90(x, k=2)
    np.roll(x, 1)
    np.roll(x, (1, 2), axis=(0, 1))
    np.tile(x, (2, 1))
    np.repeat(x, 2)
    np.repeat(x, [1, 0, 2], axis=1)
    x.repeat(3)
    np.resize(x, (2, 5))
    np.take(x, [2, 0, 2], axis=1)
    np.take(x, [[1, 7], [2, 0]], mode='wrap')
    x.take([0, 0, 1])
    np.take_along_axis(x, np.array([[1, 0, 0], [0, 0, 1]]), 0)
    np.take_along_axis(x, np.array([5, 0, 0]), None)
    np.compress([True, False, True], x, axis=1)
    x.compress([True, False, True], axis=1)
    np.extract(np.array([[1, 0, 1], [0, 0, 1]]), x)
    np.choose([0, 1, 0], [x[0], x[1]])
    np.select([x[0] > 0, x[1] > 0], [x[1], 2 * x[0]], x[0] * x[1])
    np.delete(x, 1, axis=1)
    np.append(x, x)
    np.append(x, [[1.0, 2.0, 3.0]], axis=0)
    np.insert(x, 1, 5.0, axis=1)
    np.insert(x, [0, 2], x[:, :2], axis=1)
    np.pad(x, 1)
    np.pad(x, ((0, 1), (2, 0)), constant_values=3.0)
    np.pad(x, ((0, 1), (2, 0)), mode='constant', constant_values=((1.0, 2.0), (3.0, 4.0)))
    np.pad(x, 2, mode='edge')
    np.pad(x, 1, mode='reflect')
    np.pad(x, 2, 'symmetric')
    np.pad(x, 2, mode='wrap')
    np.diagonal(x)
    np.diagonal(x, 1)
    x.diagonal(offset=-1)
    np.linalg.diagonal(x)
    np.diag(x)
    np.diag(x[0])
    np.diag(x[0], k=-1)
    np.diagflat(x, 1)
    np.tril(x)
    np.tril(x, -1)
    np.triu(x, 1)
    np.tril(x[0])
    np.split(x, 3, axis=1)
    np.split(x, [1, 2], axis=-1)
    np.array_split(x, 2, axis=1)
    np.hsplit(x, [1])
    np.vsplit(x, 2)
    np.dsplit(x[..., None], 1)
    np.trim_zeros(np.concatenate([[0.0], x[0], [0.0, 0.0]]))
    np.unique(np.concatenate([x[0], x[0]]))
    np.union1d(x, x[0])
    np.bincount([0, 3, 0], weights=x[0], minlength=5)
"""
SUMS = """
    np.sum(x)
    np.sum(a=x)
    np.sum(x, 0, None, None, True)
    np.sum(x, axis=1, dtype=None)
    np.sum(x, dtype=np.float64)
    np.sum(x, where=np.array([True, False, True]))
    np.sum(x, initial=2.0)
    np.mean(x, axis=0, keepdims=True)
    np.mean(x, where=np.array([True, False, True]), axis=1)
    np.mean(x, where=np.array([[True, False, True], [True, True, True]]), axis=1, keepdims=True)
    np.max(x, axis=1)
    np.max(x, initial=0.5, axis=0)
    np.min(x, where=np.array([True, False, True]), initial=9.0, axis=0)
    np.amax(x)
    np.amin(x, 1)
    np.ptp(x, 1)
    np.prod(x)
    np.prod(x, axis=1, keepdims=True)
    x.prod(axis=0)
    np.var(x, axis=1, ddof=1)
    np.var(x, correction=1)
    np.std(x, 0, keepdims=True)
    np.var(x, 1, where=np.array([True, False, True]))
    np.std(x, 1, where=np.array([[True, True, False], [True] * 3]), keepdims=True)
    np.var(x, mean=0.5)
    x.std()
    x.var(axis=1)
    np.average(x, weights=np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 7.0]]))
    np.average(x, axis=1, weights=[1.0, 2.0, 4.0])
    np.average(x, 1, x**2)
    np.average(x, axis=0, weights=x**2, returned=True)
    np.cov(x)
    np.cov(x, rowvar=False, bias=True)
    np.cov(x[0], x[1], ddof=0)
    np.corrcoef(x)
    np.cumsum(x)
    np.cumsum(x, 1)
    x.cumsum(axis=0)
    np.cumprod(x)
    x.cumprod(axis=1)
    np.diff(x)
    np.diff(x, 2)
    np.diff(x, axis=0, prepend=0.0)
    np.diff(x, append=x[:, :1])
    np.ediff1d(x, to_end=x[0], to_begin=1.0)
    np.trapezoid(x, dx=0.5)
    np.trapezoid(x, [0.0, 1.0, 3.0], axis=1)
    np.trapezoid(x, x**3)
    np.trace(x)
    x.trace(offset=1)
    np.linalg.trace(x)
    np.nansum(x, 0)
    np.nanmean(np.where(x > 0, x, np.nan), 1)
    np.nansum(np.where(x > 0, x, np.nan))
    np.nanmax(np.where(x > 0, x, np.nan), axis=1)
    np.nanmin(x)
    np.nanprod(np.where(x > 0, x, np.nan), 0)
    np.nanstd(np.concatenate([x, np.full((1, 3), np.nan)]))
    np.nanvar(x, axis=1, ddof=1)
    np.nancumsum(np.where(x > 0, x, np.nan))
    np.nancumprod(x, 1)
    np.gradient(x)
    np.gradient(x, axis=1)
    np.gradient(x, 0.5, [0.0, 1.0, 4.0], axis=(0, 1))
    np.gradient(x[0], [0.0, 1.0, 3.0], edge_order=2)
    np.gradient(x, axis=1, edge_order=2)
    np.add.reduce(x)
    np.multiply.reduce(x, axis=1)
    np.add.accumulate(x, axis=1)
    np.maximum.reduce(x)
"""
CHOICES = """
    np.where(x > 0, x, 2 * x**2)
    np.clip(x, -0.5, 0.4)
    x.clip(max=0.3)
    np.clip(x, None, 0.3)
    np.nan_to_num(x)
    np.nan_to_num(np.where(x > 0, x, np.nan), nan=0.5)
    np.sort(x)
    np.sort(x, axis=0)
    np.sort(x, axis=None)
    np.partition(x, 1)
    np.median(x)
    np.median(x, axis=1, keepdims=True)
    np.quantile(x, 0.3)
    np.quantile(x, [0.1, 0.9], axis=1)
    np.quantile(x, [[0.1, 0.9]], axis=0, keepdims=True)
    np.quantile(x, 0.3, method='averaged_inverted_cdf')
    np.percentile(x, 30, method='hazen')
    np.interp(x, [-1.0, 0.0, 2.0], [1.0, 3.0, 2.0])
    np.interp(np.array([-5.0, 0.1, 0.3, 9.0]), np.array([0.0, 1.0, 2.0]), x[0])
    np.interp(x[0], [0.0, 0.2, 2.0], x[1], left=7.0)
    np.histogram(x, 4)[1]
    np.histogram(x[0, 0], 2)[1]
    np.real(x)
    x.real
    x.conj()
    np.real_if_close(x)
    np.square(x)
    np.float_power(abs(x), 2.5)
"""
PRODUCTS = """
    np.dot(x, y)
    x.dot(y)
    np.tensordot(x, y, 1)
    np.tensordot(x, y, axes=([1], [0]))
    np.tensordot(x, y, 0)
    np.linalg.tensordot(x, y, axes=1)
    np.linalg.matmul(x, y)
    np.einsum('ij,jk->ik', x, y)
    np.einsum('ij,jk', x, y)
    np.einsum('ij, jk -> k', x, y)
    np.einsum('ij,jk->', x, y)
    np.einsum('ij,kl->ijkl', x, y)
    np.einsum('ij,jk->kji', x, y)
    np.einsum(x, [0, 1], y, [1, 2], [2, 0])
    np.einsum(x, [0, 1], y, [1, 2])
    np.einsum('ij,jk,lk->il', x, y, y)
    np.einsum('ij->', x)
    np.einsum('ij->ji', y)
    np.einsum('i...->...', y)
    np.kron(x, y)
    np.outer(x, y)
    np.multiply.outer(x, y[0])
    np.linalg.outer(x[0], y[0])
    np.linalg.multi_dot([x, y, y.T])
"""
OTHERS = [
    *[(text, ((2, 3, 4), (3, 4))) for text in lines("""
        np.einsum('...ij,...kj->...ik', x, y)
        np.einsum('aij,ij->a', x, y)
        np.einsum('aij,ij->ij', x, y)
        np.inner(x, y)
        np.tensordot(x, y, ([1, 2], [0, 1]))
        np.linalg.vecdot(x, y)
    """)],
    *[(text, ((3, 3),)) for text in lines("""
        np.einsum('ii', x)
        np.einsum('ii->i', x)
        np.einsum('ij,ji', x, x)
        np.einsum('ii,ii->i', x, x)
        np.einsum('ij,jk,kl->il', x, x, x, optimize=True)
    """)],
    ("np.einsum('ij,ij->i', x, y)", ((3, 1), (1, 4))),
    ("np.einsum('...j,...j->...', x, y)", ((3, 1, 2), (5, 2))),
    ("np.einsum('bij,jk,bk->bi', x, y, z)", ((2, 3, 4), (4, 5), (2, 5))),
    ("np.dot(x, y)", ((3, 4), (2, 4, 3))),
    ("np.dot(x, y)", ((4,), (2, 4, 3))),
    ("np.dot(x, 2.0)", ((2, 3),)),
    ("np.inner(x, y)", ((3,), (2, 3))),
    ("np.inner(x, x)", ((3,),)),
    ("np.vdot(x, y)", ((2, 3), (3, 2))),
    ("np.cross(x, y)", ((2, 3), (2, 3))),
    ("np.cross(x, y)", ((2, 3), (3,))),
    ("np.cross(x, y, axisa=0, axisc=0)", ((3, 2), (2, 3))),
    ("np.linalg.cross(x, y)", ((2, 3), (2, 3))),
    *[
        (f"np.{name}(x, y, {mode!r})", (n, m))
        for name in ("convolve", "correlate")
        for mode in ("full", "same", "valid")
        for n, m in (((5,), (3,)), ((3,), (5,)), ((4,), (2,)), ((2,), (4,)))
    ],
    ("np.polyval(x, y)", ((3,), (2, 3))),
    ("np.vander(x, 3)", ((4,),)),
    ("np.vander(x, increasing=True)", ((3,),)),
    ("np.prod(x, axis=(0, 2))", ((2, 3, 2),)),
    ("np.prod(x, axis=(2, -2), keepdims=True)", ((2, 3, 2),)),
    ("np.rot90(x, 3, axes=(1, 2))", ((2, 3, 2),)),
    ("np.moveaxis(x, [0, 1], [-1, 0])", ((2, 3, 4),)),
    ("np.rollaxis(x, 2, 1)", ((2, 3, 4),)),
    ("np.trace(x, 0, 0, 2)", ((2, 3, 4),)),
    ("np.linalg.norm(x)", ((4,),)),
    ("np.linalg.norm(x[None], 1, axis=(1, 2))", ((2, 3),)),
    ("np.linalg.norm(x[:, None], 'nuc', axis=(0, 2), keepdims=True)", ((2, 3),)),
]  # fmt: skip
NORMS = """
    np.linalg.norm(x)
    np.linalg.norm(x, axis=1)
    np.linalg.norm(x, 'fro')
    np.linalg.norm(x, 'nuc')
    np.linalg.norm(x, 1)
    np.linalg.norm(x, -1, keepdims=True)
    np.linalg.norm(x, np.inf)
    np.linalg.norm(x, -np.inf)
    np.linalg.norm(x, 2)
    np.linalg.norm(x, -2, keepdims=True)
    np.linalg.norm(x, 1, axis=0)
    np.linalg.norm(x, 2, axis=-1)
    np.linalg.norm(x, 3, axis=1, keepdims=True)
    np.linalg.norm(x, 2.5, axis=-1)
    np.linalg.norm(x, np.inf, axis=1)
    np.linalg.norm(x, -np.inf, axis=-1)
    np.linalg.vector_norm(x)
    np.linalg.vector_norm(x, axis=1, ord=1)
    np.linalg.vector_norm(x, ord=3)
    np.linalg.matrix_norm(x)
    np.linalg.matrix_norm(x, ord='nuc')
    np.linalg.svdvals(x)
    np.linalg.svd(x, compute_uv=False)
    np.linalg.pinv(1.0 * x)
    np.linalg.cond(x)
"""
# of matrices with much on the diagonal, of these shapes
MATRICES = """
    np.linalg.inv(x)
    np.linalg.det(x)
    np.linalg.slogdet(x)[1]
    np.linalg.matrix_power(x, 3)
    np.linalg.matrix_power(x, -2)
    np.linalg.matrix_power(x, 0)
    np.linalg.pinv(x)
    np.linalg.cholesky(x)
    np.linalg.eigvalsh(x)
    np.linalg.eigvalsh(x, UPLO='U')
    np.linalg.eigh(x)[1] ** 2
    np.linalg.svd(x)[0] ** 2
    np.linalg.svd(x, full_matrices=False)[2] ** 2
    np.linalg.solve(x, x[..., :, :1])
    np.linalg.cond(x, 1)
"""
# of this version of NumPy alone
NEWER = {
    "unstack": ("np.unstack(x, axis=1)", ((2, 3),)),
    "permute_dims": ("np.permute_dims(x, (1, 0))", ((2, 3),)),
    "cumulative_sum": ("np.cumulative_sum(x, axis=1)", ((2, 3),)),
    "cumulative_prod": ("np.cumulative_prod(x, axis=0)", ((2, 3),)),
    "vecdot": ("np.vecdot(x, y)", ((2, 3, 4), (3, 4))),
    "matvec": ("np.matvec(x, y)", ((2, 3, 4), (4,))),
    "vecmat": ("np.vecmat(x, y)", ((2, 3), (2, 3, 4))),
}
CASES = [
    *[(text, ((2, 3),)) for part in (SHAPES, PLACES, SUMS, CHOICES, NORMS) for text in lines(part)],
    *[(text, ((2, 3), (3, 4))) for text in lines(PRODUCTS)],
    *OTHERS,
    *[(text, (shape,)) for text in lines(MATRICES) for shape in ((3, 3), (2, 2, 2))],
    *[case for name, case in NEWER.items() if hasattr(np, name)],
    *[("np.clip(x, min=-0.2)", ((2, 3),))] * (np.lib.NumpyVersion(np.__version__) >= "2.1.0"),
]


def inputs(text, shapes):
    """Numbers of those shapes; for a function of matrices such as have inverses and factors."""
    rng = np.random.default_rng(len(text))
    found = [rng.normal(size=shape) for shape in shapes]
    if text in lines(MATRICES):
        n = shapes[0][-1]
        found = [x + np.diag(3.0 + np.arange(n)) for x in found]
    return found


def read(text, numpy, arrays):
    """What a use gives with this NumPy, as a list of arrays."""
    found = eval(text, {"np": numpy, **dict(zip("xyz", arrays, strict=False))})
    return list(found) if isinstance(found, (list, tuple)) else [found]
