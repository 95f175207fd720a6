"""학습을 아무 때나 죽이고 이어 가게 한다: ``python -m tests.kill_training --kills 200``.

Kill trainings with SIGKILL at random moments, let them go on, and compare the weights in the end
with those of a training that nothing interrupted. It prints how many were killed, and where.
"""

import argparse
import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from micrograd_ko.files import read_tree
from micrograd_ko.nn import BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import Adam, warmup
from micrograd_ko.train import checkpoints, fit

EPOCHS = 6


def train(path, *, replay, slow):
    """Train a network whose every part depends on state: what is to come out the same."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((60, 3))
    y = np.sin(X).sum(axis=1, keepdims=True)
    model = Sequential(
        Linear(3, 8, rng=1), BatchNorm(8), np.tanh, Dropout(0.3), Linear(8, 1, rng=2)
    )
    if slow:  # so that some step is under way most of the time
        save = checkpoints.Checkpoint.save_if_due
        checkpoints.Checkpoint.save_if_due = lambda self: (time.sleep(slow), save(self))[1]
    checkpoints.SECONDS = 0.0
    history = fit(
        model, X, y, loss="mse", optimizer=Adam(model, warmup(0.02, steps=9), clip_norm=1.0),
        epochs=EPOCHS, batch_size=8, validation=(X[:10], y[:10]), metric="mae", patience=20,
        replay=replay, progress=False, checkpoint=path,
    )  # fmt: skip
    found = hashlib.sha256()
    for name, x in model.state_dict().items():
        found.update(name.encode() + x.tobytes())
    found.update(repr((history.loss, history.val_loss, history.metrics)).encode())
    return found.hexdigest()


def started(path, replay):
    call = f"train({str(path)!r}, replay={replay}, slow=0.004)"
    code = f"from tests.kill_training import train; print({call}, flush=True)"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[1],
    )


def attacked(folder, *, kills, replay, rng, places=None):
    """Kill until so many kills are done; whether all trainings end with the same numbers."""
    expected = train(None, replay=replay, slow=0)
    path, killed, equal, round_ = Path(folder) / "0.npz", 0, True, 0
    while True:
        process = started(path, replay)
        if killed < kills:
            before = path.stat().st_mtime_ns if path.exists() else None
            deadline = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < deadline:
                if path.exists() and path.stat().st_mtime_ns != before:
                    break  # training is under way
                time.sleep(0.001)
            time.sleep(rng.expovariate(1 / 0.05))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
                if places is not None and path.exists():
                    place = read_tree(path, "checkpoint")["place"]
                    places[place["epoch"], place["batch"]] += 1
                process.stdout.close()
                process.stderr.close()
                continue
        out, err = process.communicate()
        equal = equal and out.strip() == expected
        if not equal:
            print(out, err, expected, file=sys.stderr)
        if killed >= kills or not equal:
            return killed, equal
        round_ += 1
        path = Path(folder) / f"{round_}.npz"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    for replay in (False, True):
        places = Counter()
        with tempfile.TemporaryDirectory() as folder:
            killed, equal = attacked(
                folder, kills=given.kills // 2, replay=replay, rng=rng, places=places
            )
        print(json.dumps({
            "replay": replay, "killed": killed, "equal": equal, "places": len(places),
        }), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
