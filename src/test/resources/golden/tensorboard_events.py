#!/usr/bin/env python3
"""Writes tensorboard-events.json beside this script, with tensorboard 2.20.0's messages and record writer as the oracle.

    python3 -m venv venv, venv/bin/pip install tensorboard==2.20.0 'setuptools<81', then
    venv/bin/python tensorboard_events.py
"""

import io
import json
from pathlib import Path

from tensorboard.compat.proto import event_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

FOLDER = Path(__file__).resolve().parent


def version():
    return event_pb2.Event(wall_time=1764339000.25, file_version="brain.Event:2")


def start(step):
    event = event_pb2.Event(wall_time=1764339000.5, step=step)
    event.session_log.status = event_pb2.SessionLog.START
    return event


def scalars():
    event = event_pb2.Event(wall_time=1764339001.125, step=2_147_483_648_000)
    values = {"train/loss": 0.125, "validation/accuracy": 0.0, "validation/größe": 1e-300, "learningRate": 0.1}
    for tag, value in values.items():
        event.summary.value.add(tag=tag, simple_value=value)
    return event


def histograms():
    event = event_pb2.Event(wall_time=1764339002.0, step=23)
    spread = event.summary.value.add(tag="layers.0/weight").histo
    spread.min, spread.max, spread.num, spread.sum, spread.sum_squares = -1.0, 3.0, 3.0, 2.0, 10.0
    spread.bucket_limit.extend([-1 + 4 * (i + 1) / 64 for i in range(64)])
    spread.bucket.extend([1.0 if i in (0, 16, 63) else 0.0 for i in range(64)])
    flat = event.summary.value.add(tag="layers.0/bias").histo
    flat.min, flat.max, flat.num, flat.sum, flat.sum_squares = 0.0, 0.0, 2.0, 0.0, 0.0
    flat.bucket_limit.append(0.0)
    flat.bucket.append(2.0)
    return event


def file():
    out = io.BytesIO()
    writer = RecordWriter(out)
    for event in (version(), start(0), scalars(), histograms()):
        writer.write(event.SerializeToString())
    return out.getvalue()


def message(event):
    return event.SerializeToString().hex()


cases = {
    "version": message(version()),
    "start": message(start(0)),
    "startLater": message(start(24)),
    "scalars": message(scalars()),
    "histograms": message(histograms()),
    "file": file().hex(),
}
(FOLDER / "tensorboard-events.json").write_text(json.dumps(cases, indent=1) + "\n")
