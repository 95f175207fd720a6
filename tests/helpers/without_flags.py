"""부동소수점 플래그가 없는 곳인 척하기: WebAssembly처럼.

Imitate WebAssembly, whose processor has no floating-point flags: there NumPy never notices that a
number stops being finite. A plugin for pytest, so that it comes before the package looks at the
platform: ``python -m pytest -p tests.helpers.without_flags tests/engine``.
"""

import numpy as np
import pytest

# What cannot be imitated: a new thread has NumPy's own settings, and so have those who set them.
REAL = (
    *("test_every_thread_sees_its_own_numbers_break_and_its_own_modes",),
    *("test_threads_with_different_modes_find_what_each_finds_alone",),
    *("test_tasks_in_several_threads_find_what_each_finds_alone",),
    *("test_errstate_of_the_user_changes_nothing", "test_derivatives_are_autograds"),
)


class Unheeding(np.errstate):
    """np.errstate where there are no flags: whatever is asked for, nothing is noticed."""

    def __init__(self, **wishes):
        super().__init__(**dict.fromkeys(wishes, "ignore"))


np.seterr(all="ignore")
np.errstate, np.seterr = Unheeding, lambda **wishes: np.geterr()


def pytest_collection_modifyitems(items):
    for item in items:
        if getattr(item, "originalname", "") in REAL:
            item.add_marker(pytest.mark.skip(reason="it cannot be imitated"))
