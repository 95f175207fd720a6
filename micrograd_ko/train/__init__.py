"""학습: fit과 그 둘레.

Train networks. A model, data, a loss and an optimizer flow in; the model flows out trained, with
the history of what happened:

===========  ======================================================================
fitting      ``fit``: the door to all of it
running      the epochs of one training
steps        one training step, eager or replayed
stopping     early stopping
checkpoints  what a training was doing, in a file, to go on from there
measuring    predictions, losses and metrics without a graph
history      what is noted of each epoch, and what is called after it
lessons      what a model was trained on
===========  ======================================================================
"""

from ..losses import LOSSES, Loss
from .fitting import fit
from .history import Callback, History, history_from_tree, tree_of_history
from .lessons import Lesson, lesson_of
from .measuring import evaluate, named, predict

__all__ = [
    "LOSSES",
    "Callback",
    "History",
    "Lesson",
    "Loss",
    "evaluate",
    "fit",
    "history_from_tree",
    "lesson_of",
    "named",
    "predict",
    "tree_of_history",
]
