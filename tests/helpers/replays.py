"""다시 실행을 시험할 때 함께 쓰는 것. What tests of replays share."""

from micrograd_ko.replaying import compiled
from micrograd_ko.replaying.machine import code
from micrograd_ko.replaying.scalars import leveled


def without_numba(monkeypatch):
    for module in (code, compiled, leveled):
        monkeypatch.setattr(module, "native", lambda dtype: None)
