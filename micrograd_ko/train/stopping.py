"""조기 종료. Stop early."""

from __future__ import annotations

import math
from typing import Any

from ..arguments import check_whole
from ..errors import OptionError
from ..files import field
from ..nn import Module
from .history import History

__all__ = ["EarlyStopping"]

KEPT: dict[str, type] = {"best": float, "state": dict}  # in a file


class EarlyStopping:
    """검증 손실이 더 낮아지지 않으면 멈추고, 가장 좋았던 때로 되돌린다.

    Stop when the validation loss no longer falls.
    """

    def __init__(self, model: Module, patience: int | None, *, validated: bool) -> None:
        if patience is not None and not validated:
            raise OptionError("train.patience")
        check_whole("patience", 1 if patience is None else patience, low=1)
        self.model, self.patience = model, patience
        self.best, self.state = math.inf, model.state_dict()

    def wants_to_stop(self, history: History, epoch: int) -> bool:
        """이 에폭 뒤에 멈출까. Tell whether training should stop after this epoch."""
        if self.patience is None:
            return False
        if history.val_loss[-1] < self.best:
            self.best, self.state = history.val_loss[-1], self.model.state_dict()
            history.best_epoch = epoch
        return epoch - (history.best_epoch or 0) >= self.patience

    def kept(self) -> dict[str, Any] | None:
        """가장 좋았던 때의 상태, 없으면 None. Return the best so far; None if there is none."""
        return {"best": self.best, "state": self.state} if self.best < math.inf else None

    def take_up(self, kept: dict[str, Any] | None) -> None:
        """그 상태에서 이어 간다.

        Go on with the best of an interrupted training. The model takes it up, to see that it fits;
        what it holds now is to be put in afterwards.
        """
        if kept is not None and self.patience is not None:
            best, state = (field(kept, name, kind, "stopper") for name, kind in KEPT.items())
            self.model.load_state_dict(state)
            self.best, self.state = float(best), state

    def __enter__(self) -> None:
        pass

    def __exit__(self, *raised: object) -> None:
        """예측 상태로, 가장 좋았던 매개변수로.

        Leave the model as in use and with the best parameters, also when training broke off.
        """
        self.model.eval()
        if self.best < math.inf:
            self.model.load_state_dict(self.state)
