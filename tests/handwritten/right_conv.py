"""합성곱과 풀링: 고리, im2col, einsum.

Write convolutions and poolings by loops, by im2col, by einsum and by tensordot.
"""

import numpy as np

from tests.handwritten.programs import program


def im2col(images, fh, fw, stride=1, pad=0):
    n, c, h, w = images.shape
    oh, ow = (h + 2 * pad - fh) // stride + 1, (w + 2 * pad - fw) // stride + 1
    img = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)], "constant")
    col = np.zeros((n, c, fh, fw, oh, ow), dtype=img.dtype)
    for y in range(fh):
        for x in range(fw):
            col[:, :, y, x] = img[:, :, y : y + stride * oh : stride, x : x + stride * ow : stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, -1)


def col2im(col, shape, fh, fw, stride=1, pad=0):
    n, c, h, w = shape
    oh, ow = (h + 2 * pad - fh) // stride + 1, (w + 2 * pad - fw) // stride + 1
    col = col.reshape(n, oh, ow, c, fh, fw).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((n, c, h + 2 * pad + stride - 1, w + 2 * pad + stride - 1), dtype=col.dtype)
    for y in range(fh):
        for x in range(fw):
            img[:, :, y : y + stride * oh : stride, x : x + stride * ow : stride] += col[:, :, y, x]
    return img[:, :, pad : h + pad, pad : w + pad]


@program("naive convolution: four loops, np.pad, out[n, f, i, j] filled", float32=True)
def conv_naive(dtype):
    rng = np.random.default_rng(110)
    x = rng.normal(size=(2, 2, 4, 3)).astype(dtype)
    T = rng.normal(size=(2, 3, 2, 2)).astype(dtype)
    stride, pad = 2, 1

    def convolve(x, w, b):
        N, C, H, W = x.shape
        F, _, HH, WW = w.shape
        Ho, Wo = 1 + (H + 2 * pad - HH) // stride, 1 + (W + 2 * pad - WW) // stride
        xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
        out = np.zeros((N, F, Ho, Wo))
        for n in range(N):
            for f in range(F):
                for i in range(Ho):
                    for j in range(Wo):
                        window = xp[
                            n, :, i * stride : i * stride + HH, j * stride : j * stride + WW
                        ]
                        out[n, f, i, j] = np.sum(window * w[f]) + b[f]
        return out, xp

    def forward(w, b):
        out, _ = convolve(x, w, b)
        return np.sum((out - T) ** 2) / len(x)

    def gradients(w, b):
        out, xp = convolve(x, w, b)
        dout = 2 * (out - T) / len(x)
        dw, db = np.zeros_like(w), np.sum(dout, axis=(0, 2, 3))
        HH, WW = w.shape[2:]
        for n in range(dout.shape[0]):
            for f in range(dout.shape[1]):
                for i in range(dout.shape[2]):
                    for j in range(dout.shape[3]):
                        window = xp[
                            n, :, i * stride : i * stride + HH, j * stride : j * stride + WW
                        ]
                        dw[f] += window * dout[n, f, i, j]
        return {"w": dw, "b": db}

    P = {"w": rng.normal(size=(3, 2, 3, 3)).astype(dtype), "b": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P


@program("im2col convolution, ReLU, affine, softmax", float32=True)
def conv_im2col(dtype):
    rng = np.random.default_rng(111)
    x = rng.normal(size=(3, 2, 4, 5)).astype(dtype)
    t = rng.integers(0, 3, 3)

    def run(W1, b1, W2, b2):
        FN, C, FH, FW = W1.shape
        col = im2col(x, FH, FW)
        out = np.dot(col, W1.reshape(FN, -1).T) + b1
        out = out.reshape(len(x), 4 - FH + 1, 5 - FW + 1, -1).transpose(0, 3, 1, 2)
        h = np.maximum(0, out).reshape(len(x), -1)
        s = np.dot(h, W2) + b2
        e = np.exp(s - s.max(axis=1, keepdims=True))
        return col, out, h, e / e.sum(axis=1, keepdims=True)

    def forward(W1, b1, W2, b2):
        y = run(W1, b1, W2, b2)[-1]
        return -np.sum(np.log(y[np.arange(len(t)), t])) / len(t)

    def gradients(W1, b1, W2, b2):
        col, out, h, y = run(W1, b1, W2, b2)
        FN, C, FH, FW = W1.shape
        d = (y - np.eye(3)[t]) / len(t)
        dout = np.dot(d, W2.T).reshape(out.shape) * (out > 0)
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, FN)
        dW1 = np.dot(col.T, dout).transpose(1, 0).reshape(FN, C, FH, FW)
        return dW1, dout.sum(axis=0), np.dot(h.T, d), d.sum(axis=0)

    P = {
        "W1": rng.normal(size=(2, 2, 2, 3)).astype(dtype),
        "b1": rng.normal(size=2).astype(dtype),
        "W2": (0.5 * rng.normal(size=(18, 3))).astype(dtype),
        "b2": np.zeros(3, dtype),
    }
    return forward, gradients, P


@program("two convolutions with col2im between, padding 1", float32=True)
def conv_twice(dtype):
    rng = np.random.default_rng(112)
    x = rng.normal(size=(2, 1, 4, 3)).astype(dtype)
    T = rng.normal(size=(2, 2, 4, 3)).astype(dtype)

    def conv(x, W):
        col = im2col(x, 3, 3, pad=1)
        out = col.dot(W.reshape(len(W), -1).T)
        return out.reshape(len(x), 4, 3, -1).transpose(0, 3, 1, 2), col

    def forward(W1, W2):
        a, _ = conv(x, W1)
        out, _ = conv(np.tanh(a), W2)
        return np.mean((out - T) ** 2)

    def conv_back(dout, col, W, shape):
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, len(W))
        dW = dout.T.dot(col).reshape(W.shape)
        return dW, col2im(dout.dot(W.reshape(len(W), -1)), shape, 3, 3, pad=1)

    def gradients(W1, W2):
        a, col1 = conv(x, W1)
        h = np.tanh(a)
        out, col2 = conv(h, W2)
        dW2, dh = conv_back(2 * (out - T) / T.size, col2, W2, h.shape)
        dW1, _ = conv_back(dh * (1 - h**2), col1, W1, x.shape)
        return dW1, dW2

    P = {"W1": rng.normal(size=(3, 1, 3, 3)), "W2": rng.normal(size=(2, 3, 3, 3)) / 3}
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("max pooling by a loop over windows, np.max and a mask", float32=True)
def max_pool_windows(dtype):
    rng = np.random.default_rng(113)
    x = rng.normal(size=(4, 4)).astype(dtype)

    def pool(a):
        out = np.zeros((2, 2))
        for i in range(2):
            for j in range(2):
                out[i, j] = np.max(a[2 * i : 2 * i + 2, 2 * j : 2 * j + 2])
        return out

    def forward(W, v):
        return np.sum(v * pool(np.tanh(x @ W))) ** 2

    def gradients(W, v):
        a = np.tanh(x @ W)
        p = pool(a)
        d = 2 * np.sum(v * p)
        da = np.zeros_like(a)
        for i in range(2):
            for j in range(2):
                window = a[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
                mask = window == np.max(window)
                da[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = mask * d * v[i, j]
        return {"W": x.T @ (da * (1 - a**2)), "v": d * p}

    P = {"W": rng.normal(size=(4, 4)).astype(dtype), "v": rng.normal(size=(2, 2)).astype(dtype)}
    return forward, gradients, P


@program("max pooling of stacked slices, after a convolution by im2col", float32=True)
def max_pool_stacked(dtype):
    rng = np.random.default_rng(114)
    x = rng.normal(size=(2, 1, 5, 5)).astype(dtype)
    t = rng.normal(size=(2, 3, 2, 2)).astype(dtype)

    def max_pool(z):
        cols = np.stack([z[:, :, a::2, b::2] for a in range(2) for b in range(2)], axis=-1)
        return cols.max(axis=-1), cols.argmax(axis=-1)

    def forward(W):
        col = im2col(x, 2, 2)
        z = col.dot(W.reshape(3, -1).T).reshape(2, 4, 4, 3).transpose(0, 3, 1, 2)
        return 0.5 * np.sum((max_pool(z)[0] - t) ** 2) / len(x)

    def gradients(W):
        col = im2col(x, 2, 2)
        z = col.dot(W.reshape(3, -1).T).reshape(2, 4, 4, 3).transpose(0, 3, 1, 2)
        out, arg_max = max_pool(z)
        dout = (out - t) / len(x)
        dz = np.zeros_like(z)
        for k, (a, b) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
            dz[:, :, a::2, b::2] = dout * (arg_max == k)
        dz = dz.transpose(0, 2, 3, 1).reshape(-1, 3)
        return col.T.dot(dz).T.reshape(W.shape)

    return forward, gradients, {"W": rng.normal(size=(3, 1, 2, 2)).astype(dtype)}


@program("convolution as einsum over sliding windows, mean pooling", float32=True)
def conv_einsum(dtype):
    rng = np.random.default_rng(115)
    x = rng.normal(size=(3, 2, 5, 4)).astype(dtype)
    y = rng.normal(size=(3, 4)).astype(dtype)
    windows = np.lib.stride_tricks.sliding_window_view(x, (2, 3), axis=(2, 3))

    def forward(K, b):
        z = np.einsum("nchwij,fcij->nfhw", windows, K) + b[:, None, None]
        pooled = np.maximum(z, 0).mean(axis=(2, 3))
        return ((pooled - y) ** 2).sum() / len(x)

    def gradients(K, b):
        z = np.einsum("nchwij,fcij->nfhw", windows, K) + b[:, None, None]
        pooled = np.maximum(z, 0).mean(axis=(2, 3))
        d = 2 * (pooled - y) / len(x) / (z.shape[2] * z.shape[3])
        dz = d[:, :, None, None] * (z > 0)
        return np.einsum("nchwij,nfhw->fcij", windows, dz), dz.sum(axis=(0, 2, 3))

    P = {"K": rng.normal(size=(4, 2, 2, 3)).astype(dtype), "b": rng.normal(size=4).astype(dtype)}
    return forward, gradients, P


@program("1-D convolution, y[:, t] filled, np.tensordot", float32=True)
def conv_1d(dtype):
    rng = np.random.default_rng(116)
    x = rng.normal(size=(4, 7, 2)).astype(dtype)
    target = rng.normal(size=(4, 5, 3)).astype(dtype)

    def forward(K):
        y = np.empty((4, 5, 3), dtype=dtype)
        for t in range(5):
            y[:, t] = np.tensordot(x[:, t : t + 3], K, axes=([1, 2], [0, 1]))
        return np.mean((np.tanh(y) - target) ** 2)

    def gradients(K):
        y = np.stack([np.tensordot(x[:, t : t + 3], K, 2) for t in range(5)], axis=1)
        h = np.tanh(y)
        dy = 2 * (h - target) / target.size * (1 - h**2)
        dK = np.zeros_like(K)
        for t in range(5):
            dK += np.tensordot(x[:, t : t + 3], dy[:, t], axes=([0], [0]))
        return dK

    return forward, gradients, {"K": rng.normal(size=(3, 2, 3)).astype(dtype)}


@program("a Conv3x3 class that yields regions, images one by one", float32=True)
def conv_regions(dtype):
    rng = np.random.default_rng(117)
    image = rng.normal(size=(5, 4)).astype(dtype)

    class Conv3x3:
        def __init__(self, num_filters):
            self.num_filters = num_filters
            self.filters = (rng.normal(size=(num_filters, 3, 3)) / 3).astype(dtype)

        def iterate_regions(self, image):
            h, w = image.shape
            for i in range(h - 2):
                for j in range(w - 2):
                    yield image[i : (i + 3), j : (j + 3)], i, j

        def forward(self, input):
            self.last_input = input
            h, w = input.shape
            output = np.zeros((h - 2, w - 2, self.num_filters))
            for im_region, i, j in self.iterate_regions(input):
                output[i, j] = np.sum(im_region * self.filters, axis=(1, 2))
            return output

        def backprop(self, d_L_d_out):
            d_L_d_filters = np.zeros(self.filters.shape)
            for im_region, i, j in self.iterate_regions(self.last_input):
                for f in range(self.num_filters):
                    d_L_d_filters[f] += d_L_d_out[i, j, f] * im_region
            return d_L_d_filters

    conv = Conv3x3(2)
    weights = (rng.normal(size=(12, 3)) / 2).astype(dtype)

    def forward():
        out = conv.forward(image)
        totals = np.dot(out.flatten(), weights)
        exp = np.exp(totals)
        return -np.log(exp[1] / np.sum(exp, axis=0))

    def gradients():
        out = conv.forward(image)
        exp = np.exp(np.dot(out.flatten(), weights))
        d_t = exp / exp.sum()
        d_t[1] -= 1
        d_weights = out.flatten()[np.newaxis].T @ d_t[np.newaxis]
        d_out = (weights @ d_t).reshape(out.shape)
        return {"filters": conv.backprop(d_out), "weights": d_weights}

    return forward, gradients, {"filters": conv.filters, "weights": weights}


@program("average pooling by reshape, upsampling by np.repeat", float32=True)
def pool_and_repeat(dtype):
    rng = np.random.default_rng(118)
    x = rng.normal(size=(3, 4, 6)).astype(dtype)

    def forward(K, s):
        z = np.tanh(x * K)
        small = z.reshape(3, 2, 2, 3, 2).mean(axis=(2, 4))
        big = np.repeat(np.repeat(small * s, 2, axis=1), 2, axis=2)
        return np.mean((big - x) ** 2)

    def gradients(K, s):
        z = np.tanh(x * K)
        small = z.reshape(3, 2, 2, 3, 2).mean(axis=(2, 4))
        big = (small * s).repeat(2, axis=1).repeat(2, axis=2)
        dbig = 2 * (big - x) / x.size
        dsmall = dbig.reshape(3, 2, 2, 3, 2).sum(axis=(2, 4))
        dz = np.repeat(np.repeat(dsmall * s / 4, 2, 1), 2, 2)
        return (dz * (1 - z**2) * x).sum(axis=0), (dsmall * small).sum(axis=0)

    P = {"K": rng.normal(size=(4, 6)).astype(dtype), "s": rng.normal(size=(2, 3)).astype(dtype)}
    return forward, gradients, P
