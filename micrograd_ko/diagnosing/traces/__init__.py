"""기록: 순전파와, 단계를 바꿔 볼 수 있는 역전파.

Hold the record of a forward pass, and what can be told from it. A graph flows in, gradients with
single steps changed flow out:

=========  ====================================================================
trace      the way back over a recorded graph, in which single steps can change
places     which of the user's lines made a node
parts      what a mistake is told with
units      the activations in a forward pass
scales     its constant factors
epsilons   the same pass without the constants that keep a log finite
thinning   the same with some rows of large weights
case       the right gradients, the learner's and the record, side by side
entries    places in arrays
=========  ====================================================================
"""

from .case import LOOSE, Case, Code
from .entries import indices, largest_places
from .epsilons import without, without_epsilons
from .parts import Part, Parts, Word
from .places import Frame, Stack, raised_at
from .scales import outer
from .trace import Array, Arrays, Change, Loss, Run, Shares, Trace
from .units import ELEMENTARY, Unit, activations, depends

__all__ = [
    "ELEMENTARY",
    "LOOSE",
    "Array",
    "Arrays",
    "Case",
    "Change",
    "Code",
    "Frame",
    "Loss",
    "Part",
    "Parts",
    "Run",
    "Shares",
    "Stack",
    "Trace",
    "Unit",
    "Word",
    "activations",
    "depends",
    "indices",
    "largest_places",
    "outer",
    "raised_at",
    "without",
    "without_epsilons",
]
