"""이미지를 창으로 읽는 층: 합성곱과 풀링.

Read images (samples, channels, rows, columns) through windows: convolution and pooling. What lies
in each window is taken in one op, by a table of places that is made once for each size of image
(im2col); what follows is one matrix product, or one maximum or mean.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from ..engine import ARRAY_TABLE, Tensor
from ..errors import ShapeError
from ..init import generator, initial
from ..messages import text
from .given import one_or_two, pair, size, tensor_of
from .module import Module

__all__ = ["AvgPool2d", "Conv2d", "Flatten", "MaxPool2d"]

Array = np.ndarray[Any, Any]
Pair = tuple[int, int]


class Conv2d(Module):
    """합성곱 층: 창마다 같은 필터로 곱해서 더한다.

    Multiply each window of the image with the same filters and add up: y[n, o, i, j] =
    Σ x[n, c, i·stride + k, j·stride + l] · W[o, c, k, l] + b[o], with the image in a frame of
    `padding` zeros. (As in other libraries this is a cross-correlation: the filter is not turned.)

    Args:
        in_channels, out_channels: how many channels come in; how many filters there are.
        size, stride, padding: of a window, from one window to the next, of the frame; one number,
            or two as (rows, columns).
        init: initial weights as for :class:`Linear` with in_channels · rows · columns inputs.
        bias: False for no b.
        rng, dtype: as for :class:`Linear`.

    >>> Conv2d(1, 4, 3, padding=1)(np.zeros((2, 1, 8, 8))).shape
    (2, 4, 8, 8)
    """

    starts_layer = True

    def __init__(
        self, in_channels: int, out_channels: int, size: int | Pair, *, stride: int | Pair = 1,
        padding: int | Pair = 0, bias: bool = True, init: Any = "he", rng: Any = None,
        dtype: Any = np.float64,
    ) -> None:  # fmt: skip
        self.in_channels, self.out_channels = _channels(in_channels, out_channels)
        self.size, self.stride = pair("size", size), pair("stride", stride)
        self.padding = pair("padding", padding, low=0)
        source, shape = generator(rng), (self.in_channels * prod(self.size), self.out_channels)
        rows = np.ascontiguousarray(initial(init, shape, source).T)
        filters = rows.reshape(-1, self.in_channels, *self.size)
        self.W = Tensor(filters, "W", kind="weight", dtype=dtype)
        self.b: Tensor | None = None
        if bias:
            start = np.zeros(self.out_channels)
            if init == "uniform":  # as PyTorch's, and as Linear's
                start = initial(init, shape, source)[0]
            self.b = Tensor(start, "b", kind="bias", dtype=dtype)

    def forward(self, x: Any) -> Tensor:
        """(표본, 채널, 세로, 가로)에서 (표본, 필터, 세로, 가로)로.

        Map (samples, in_channels, rows, columns) to (samples, out_channels, rows, columns).
        """
        # what is no node stays an array, so that nobody computes a gradient for it
        x = x if isinstance(x, Tensor) else tensor_of(x, self.W.dtype).data
        _expect_image(self, x, self.in_channels)
        framed = _framed(x, self.padding)
        places, rows, columns = _places(self, framed.shape[1:], self.size, self.stride)
        windows = _flat(framed, 1)[:, places].reshape((-1, places.shape[1]))
        y = windows @ self.W.reshape(self.out_channels, -1).T
        y = y if self.b is None else y + self.b
        y = y.reshape(len(x), rows, columns, self.out_channels)
        return y.transpose(0, 3, 1, 2)  # type: ignore[no-any-return]

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        channels = {"in_channels": self.in_channels, "out_channels": self.out_channels}
        pairs = {k: one_or_two(getattr(self, k)) for k in ("size", "stride", "padding")}
        return {**channels, **pairs, "bias": self.b is not None, "dtype": self.W.dtype.name}

    def __repr__(self) -> str:
        about = self.settings()
        said = [str(about[k]) for k in ("in_channels", "out_channels", "size")]
        said += [f"stride={about['stride']}"] if self.stride != (1, 1) else []
        said += [f"padding={about['padding']}"] if self.padding != (0, 0) else []
        said += ["bias=False"] if self.b is None else []
        return f"Conv2d({', '.join(said)})"


class _Pool(Module):
    """창마다 수 하나로. Reduce each window of each channel to one number."""

    def __init__(self, size: int | Pair, stride: int | Pair | None = None) -> None:
        self.size = pair("size", size)
        self.stride = self.size if stride is None else pair("stride", stride)

    def forward(self, x: Any) -> Tensor:
        """(표본, 채널, 세로, 가로)에서 창마다 수 하나로.

        Map (samples, channels, rows, columns) to the same with one number for each window.
        """
        x = x if isinstance(x, Tensor) else Tensor.constant(x)
        _expect_image(self, x, None)
        n, channels = x.shape[:2]
        places, rows, columns = _places(self, (1, *x.shape[2:]), self.size, self.stride)
        windows = _flat(x, 2)[:, places]
        return self.reduced(windows).reshape(n, channels, rows, columns)  # type: ignore[no-any-return]

    def reduced(self, windows: Any) -> Any:
        """마지막 축을 수 하나로. Reduce the last axis, of what lies in a window."""
        raise NotImplementedError

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {"size": one_or_two(self.size), "stride": one_or_two(self.stride)}

    def __repr__(self) -> str:
        about = self.settings()
        stride = f", stride={about['stride']}" if self.stride != self.size else ""
        return f"{type(self).__name__}({about['size']}{stride})"


class MaxPool2d(_Pool):
    """최대 풀링: 창마다 가장 큰 수.

    Take the largest number of each window, of `size` (one number, or rows and columns), `stride`
    apart; by default windows lie side by side. Rows and columns that fill no window are left out.
    Numbers that tie for the largest share the gradient equally, as those of the row ``max`` do;
    PyTorch gives all of it to the first. Without ties both are the same.

    >>> MaxPool2d(2)(np.arange(16.0).reshape(1, 1, 4, 4)).data[0, 0]
    array([[ 5.,  7.],
           [13., 15.]])
    """

    def reduced(self, windows: Any) -> Any:
        """가장 큰 수. Take the largest."""
        return windows.max(axis=-1)


class AvgPool2d(_Pool):
    """평균 풀링: 창마다 평균.

    Take the mean of each window; arguments as for :class:`MaxPool2d`.

    >>> AvgPool2d(2)(np.arange(16.0).reshape(1, 1, 4, 4)).data[0, 0]
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """

    def reduced(self, windows: Any) -> Any:
        """평균. Take the mean."""
        return windows.mean(axis=-1)


class Flatten(Module):
    """표본마다 한 줄로: (표본, …)에서 (표본, 나머지)로.

    Lay each sample out in one row: (samples, …) to (samples, rest), between a convolution, or an
    embedding of several numbers, and a :class:`Linear`.

    >>> Flatten()(np.zeros((10, 3, 8, 8))).shape
    (10, 192)
    """

    def forward(self, x: Any) -> Any:
        """(표본, …)에서 (표본, 나머지)로. Map (samples, …) to (samples, rest)."""
        x = x if isinstance(x, Tensor) else np.asarray(x)
        if not x.ndim:
            raise ShapeError("nn.flatten")
        return x.reshape((x.shape[0], prod(x.shape[1:])))

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {}


def _channels(*given: int) -> tuple[int, int]:
    into, out = (size(k, n) for k, n in zip(("in_channels", "out_channels"), given, strict=True))
    return into, out


def _expect_image(layer: Module, x: Any, channels: int | None) -> None:
    """네 축과 맞는 채널인지. Raise a ShapeError for what is no image with these channels."""
    if x.ndim != 4 or (channels is not None and x.shape[1] != channels):
        wanted = text("nn.channels") if channels is None else channels
        raise ShapeError("nn.image", layer=repr(layer), channels=wanted, shape=x.shape)


def _framed(x: Any, padding: Pair) -> Any:
    """0으로 된 테두리 안에. Put an image, an array or a node, into a frame of zeros."""
    if padding == (0, 0):
        return x
    middle = tuple(slice(p, p + n) for p, n in zip(padding, x.shape[2:], strict=True))
    shape = (*x.shape[:2], *(n + 2 * p for p, n in zip(padding, x.shape[2:], strict=True)))
    return ARRAY_TABLE["put"](x, index=(..., *middle), shape=shape)


def _flat(x: Any, axes: int) -> Any:
    """앞의 축은 하나로, 나머지는 한 줄로. Make the first `axes` one, and the others one row."""
    return x.reshape((prod(x.shape[:axes]), prod(x.shape[axes:])))


def _places(
    layer: Module, shape: tuple[int, ...], window: Pair, stride: Pair
) -> tuple[Array, int, int]:
    """창마다 그 안에 있는 것의 자리.

    Find, for each window, the places of what lies in it, in an image laid out in one row; and how
    many windows there are, above and beside each other.
    """
    if any(w > n for w, n in zip(window, shape[1:], strict=True)):
        raise ShapeError("nn.window", layer=repr(layer), window=window, image=shape[1:])
    return _table(shape, window, stride)


@lru_cache(maxsize=128)
def _table(shape: tuple[int, ...], window: Pair, stride: Pair) -> tuple[Array, int, int]:
    numbered = np.arange(prod(shape)).reshape(shape)
    all_windows = np.lib.stride_tricks.sliding_window_view(numbered, window, axis=(1, 2))
    chosen = all_windows[:, :: stride[0], :: stride[1]].transpose(1, 2, 0, 3, 4)
    rows, columns = chosen.shape[:2]
    places = chosen.reshape(rows * columns, -1)
    places.setflags(write=False)
    return places, rows, columns
