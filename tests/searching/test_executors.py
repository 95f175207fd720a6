"""탐색의 결과는 누가 하든 같다: 차례로, 스레드로, 프로세스로, Dask로, 작업자가 죽어도.

What a search finds does not depend on who makes its attempts, or on workers that die.
"""

import multiprocessing
import sys
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from micrograd_ko import OptionError, SearchError, TrainingWarning
from micrograd_ko.searching import log_uniform, search
from tests.helpers.searches import PLAN, SPACE, Killing, Unwelcome, failing, trained

LR = {"lr": log_uniform(1e-3, 1e3)}
windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


def processes(count=2):
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def begun(folder):
    """How many attempts began."""
    return sum(1 for _ in folder.iterdir())


@pytest.fixture(scope="module")
def serial():
    found = search(trained, SPACE, **PLAN)
    assert {t.state for t in found.trials} == {"done", "given_up", "diverged"}
    return found


@pytest.fixture(scope="module")
def client():
    """A client of two processes on this machine, which listen on the loopback alone."""
    distributed = pytest.importorskip("dask.distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        distributed.Client(cluster) as client,
    ):  # fmt: skip
        yield client


def test_serial_searches_repeat_to_the_last_bit(serial):
    assert search(trained, SPACE, **PLAN) == serial
    assert search(trained, SPACE, **PLAN | {"seed": 4}) != serial


def test_threads_find_the_same(serial):
    with ThreadPoolExecutor(3) as pool:
        assert search(trained, SPACE, **PLAN, executor=pool) == serial


def test_processes_find_the_same(serial):
    with processes() as pool:
        assert search(trained, SPACE, **PLAN, executor=pool) == serial
    assert search(trained, SPACE, **PLAN, executor=2) == serial


@windows
def test_a_killed_process_of_our_own_pool_loses_nothing(serial, tmp_path):
    assert search(Killing(tmp_path, at=4), SPACE, **PLAN, executor=2) == serial
    assert begun(tmp_path) > 18  # what was under way was done again


@windows
def test_a_trial_that_kills_every_process_is_found_out(serial, tmp_path):
    deadly = serial.trials[1]
    with pytest.warns(TrainingWarning, match="2번"):
        found = search(Killing(tmp_path, seed=deadly.seed), SPACE, **PLAN, executor=2)
    assert [t.state == "failed" for t in found.trials].index(True) == 1
    assert "프로세스가 거듭 종료되었습니다" in found.trials[1].error
    assert found.trials[0] == serial.trials[0]


@windows
def test_a_broken_pool_of_the_users_is_an_error_with_a_way_out(raised, tmp_path):
    def broken():
        with processes() as pool:
            search(Killing(tmp_path, at=begun(tmp_path) + 1), SPACE, **PLAN, executor=pool)

    korean, english = raised(broken, SearchError)
    assert "ProcessPoolExecutor" in korean and "executor=2" in korean
    assert "lost a worker" in english and "get_executor()" in english


def test_dask_finds_the_same(serial, client):
    with client.get_executor() as executor:
        assert search(trained, SPACE, **PLAN, executor=executor) == serial


@windows
def test_dask_loses_nothing_when_a_worker_is_killed(serial, client, tmp_path):
    with client.get_executor() as executor:
        found = search(Killing(tmp_path, at=5), SPACE, **PLAN, executor=executor)
    assert found == serial and begun(tmp_path) > 18


# ── what goes wrong ──


class Forgetful(ThreadPoolExecutor):
    """An executor that cancels the first `times` of what it is given."""

    times = 4

    def submit(self, function, /, *args, **kwargs):
        if self.times:
            self.times -= 1
            lost = Future()
            lost.cancel()
            lost.set_running_or_notify_cancel()
            return lost
        return super().submit(function, *args, **kwargs)


def test_what_comes_back_cancelled_is_sent_again(serial):
    with Forgetful(2) as pool:
        assert search(trained, SPACE, **PLAN, executor=pool) == serial


def test_what_is_cancelled_again_and_again_is_a_failure():
    with Forgetful(2) as pool, pytest.raises(SearchError, match="3개가 모두 실패") as caught:
        pool.times = 1000
        search(failing, LR, trials=3, progress=False, executor=pool)
    assert CancelledError.__name__ in str(caught.value)


def test_failures_are_told_alike_from_everywhere():
    with pytest.warns(TrainingWarning, match="ZeroDivisionError"):
        here = search(failing, LR, trials=9, progress=False)
    with pytest.warns(TrainingWarning, match="ZeroDivisionError"):
        there = search(failing, LR, trials=9, progress=False, executor=2)
    failed = [t for t in there.trials if t.state == "failed"]
    assert here == there and 0 < len(failed) < 9
    assert all("seed" in t.error and "in failing" in t.details for t in failed)


def test_what_cannot_be_sent_is_refused_at_once(raised):
    for pool in (2, processes()):
        for sentence in raised(
            lambda p=pool: search(lambda lr, *, seed: 0.0, LR, executor=p), OptionError
        ):
            assert "lambda" in sentence
        if pool != 2:
            pool.shutdown()


def test_a_platform_without_processes_is_told(raised, monkeypatch):
    monkeypatch.setitem(sys.modules, "multiprocessing", None)  # as on WebAssembly
    ko, en = raised(lambda: search(trained, SPACE, **PLAN, executor=2), OptionError)
    assert "executor=2: 이 플랫폼에서는 프로세스를" in ko and "executor=None" in ko
    assert "executor=2: no process can be started" in en and "executor=None" in en


def test_what_cannot_be_received_is_a_failure():
    with pytest.raises(SearchError, match="ValueError: invalid literal"):
        search(Unwelcome(), LR, trials=2, progress=False, executor=1)


@pytest.mark.parametrize("wrong", [0, -1, True, "dask", object()])
def test_what_is_no_executor_is_refused(raised, wrong):
    for sentence in raised(lambda: search(failing, LR, executor=wrong), OptionError):
        assert type(wrong).__name__ in sentence and "concurrent.futures" in sentence


def test_a_dask_client_is_not_its_executor(raised, client):
    for sentence in raised(lambda: search(failing, LR, executor=client), OptionError):
        assert "client.get_executor()" in sentence
