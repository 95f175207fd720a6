"""데이터: 불러오고, 나누고, 고르게 한다.

Load, split and scale data. Files and names flow in, arrays flow out:

===========  ===================================================================
sets         the sets of the notes, by name
shipped      digits and penguins, which come with the package
names        Korean given names
batches      minibatches, splitting, standardizing
readers      files of images: IDX, NumPy, CSV
csv_columns  what the columns of a CSV file are
csv_images   images in a CSV file
mnist        MNIST: found, downloaded, checked
===========  ===================================================================
"""

from .batches import batches, finite, paired
from .names import Names, names
from .sets import (
    Dataset,
    boston,
    diabetes,
    digits,
    load,
    minibatches,
    moons,
    penguins,
    spirals,
    split,
    standardize,
    xor,
)

__all__ = [
    "Dataset",
    "Names",
    "batches",
    "boston",
    "diabetes",
    "digits",
    "finite",
    "load",
    "minibatches",
    "moons",
    "names",
    "paired",
    "penguins",
    "spirals",
    "split",
    "standardize",
    "xor",
]
