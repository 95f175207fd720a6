"""무작위 프로그램: 내보낸 것은 같은 것을 셈하거나, 이름을 대고 거절된다.

Random programs over both tables: what is exported computes the same, or it is refused.
"""

import collections

import pytest

from tests.exporting.programs import outcome


@pytest.mark.parametrize("grows", [False, True])
def test_no_file_is_wrong(grows, tmp_path):
    found = collections.Counter(outcome(seed, tmp_path, grows=grows) for seed in range(150))
    assert set(found) <= {"equal", "refused", "refused elsewhere", "not finite", "no samples"}
    assert found["equal"] > 40
