"""저장: 모델과 그래프를 파일로, 파일에서.

Save models and graphs, and load them. A model (with its optimizer and history) or the roots of a
graph flow in, a file flows out, and back:

========  ======================================================================================
rows      a row of the table with its parameters
models    a model: how it is built again, and its numbers
sizes     how many numbers a layer holds, so that no file asks for more than it has
states    optimizers
graphs    a graph, node by node
saved     save, load, load_run
========  ======================================================================================

Nothing in a file is executed: classes, rows and losses are looked up by name among this package's
own and the ops that the program has defined.
"""

from .saved import Saved, load, load_run, save

__all__ = ["Saved", "load", "load_run", "save"]
