#!/usr/bin/env python3
"""Writes unit-rows.json beside this script, with scikit-learn 1.2.1's Normalizer as the oracle.

    apt-get install python3-sklearn, then /usr/bin/python3 unit_rows.py
"""

import json
from pathlib import Path

import numpy
from sklearn.preprocessing import Normalizer

FOLDER = Path(__file__).resolve().parent

random = numpy.random.RandomState(3)
rows = numpy.round(random.normal(0, 40, (12, 5)) * (random.uniform(size=(12, 5)) < 0.5), 2)
rows[4] = 0
rows[5] = [0, -1e-10, 0, 0, 0]
rows[6] = [1e30, 0, -1e30, 2e30, 0]
cases = ",\n".join(
    json.dumps({"row": row.tolist(), "unit": unit.tolist()}, separators=(",", ":"))
    for row, unit in zip(rows, Normalizer().fit_transform(rows))
)
(FOLDER / "unit-rows.json").write_text(f'{{"cases": [\n{cases}\n]}}\n')
