"""MNIST를 불러온다. Load MNIST; the door to :mod:`micrograd_ko.data.mnist`."""

from .data.mnist import DEFAULT_URL, SHA256, Mnist, cache_folder, download_mnist, mnist

__all__ = ["DEFAULT_URL", "SHA256", "Mnist", "cache_folder", "download_mnist", "mnist"]
