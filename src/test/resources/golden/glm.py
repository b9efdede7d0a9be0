#!/usr/bin/env python3
"""Writes glm.json beside this script, with scikit-learn 1.2.1 as the oracle.

A network without hidden layers and with a log link is a generalized linear model. Each case has its rows, the loss in
the words of a plan, and what scikit-learn predicts for the rows after the unpenalized fit.

    apt-get install python3-sklearn, then /usr/bin/python3 glm.py
"""

import json
from pathlib import Path

import numpy
from sklearn.linear_model import GammaRegressor, PoissonRegressor, TweedieRegressor

FOLDER = Path(__file__).resolve().parent
ROWS, FEATURES = 80, 3
FIT = {"alpha": 0, "tol": 1e-10, "max_iter": 10000}

random = numpy.random.RandomState(5)
x = numpy.round(random.normal(0, 1, (ROWS, FEATURES)) * 16) / 16
mean = numpy.exp(x @ [0.5, -0.3, 0.2] + 0.4)
weights = random.choice([0.0, 0.5, 1.0, 1.0, 2.0, 3.0], ROWS)
amounts = numpy.round(mean * random.gamma(2, 0.5, ROWS) * 32 + 1) / 32
cases = []
for loss, model, targets in (
    ("poisson", PoissonRegressor(**FIT), random.poisson(mean).astype(float)),
    ("gamma", GammaRegressor(**FIT), amounts),
    ("{name: tweedie, power: 1.5}", TweedieRegressor(power=1.5, link="log", **FIT), amounts * (random.uniform(size=ROWS) < 0.7)),
    ("{name: tweedie, power: 1.2}", TweedieRegressor(power=1.2, link="log", **FIT), amounts * (random.uniform(size=ROWS) < 0.7)),
):
    model.fit(x, targets, sample_weight=weights)
    cases.append({"name": loss, "words": loss, "targets": targets.tolist(), "predictions": model.predict(x).tolist()})
lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
head = f'"features": {json.dumps(x.tolist())},\n"weights": {json.dumps(weights.tolist())}'
(FOLDER / "glm.json").write_text(f'{{\n{head},\n"cases": [\n{lines}\n]\n}}\n')
