#!/usr/bin/env python3
"""Writes metrics.json beside this script, with scikit-learn as the oracle.

Values, targets and weights are exact as float32. `values` are [rows][units], `targets` [rows][width], `weights` one a
row or null for 1 each. A row of weight 0 is not there: it is taken out before scikit-learn sees it.

kind `classes`: one unit that says yes from `decidesAt` on, or one a class, where the largest value wins, the first
one of equals; targets are the class, or a distribution whose largest value is the class.
kind `labels`: one unit and one target a label. kind `numbers`: a label is value * scale + mean.
Macro averages are over what occurs, in truth or prediction.
"""

import json
import math
import warnings
from pathlib import Path

import numpy
from sklearn import metrics

FOLDER = Path(__file__).resolve().parent
WEIGHTS = [0, 0.25, 0.5, 1, 1, 2.5, 3]
AVERAGES = ("precision", "recall", "f1")


# ---------------------------------------------------------------- expected values


def without_absent_rows(case):
    values, targets = numpy.array(case["values"]), numpy.array(case["targets"])
    weights = numpy.ones(len(values)) if case["weights"] is None else numpy.array(case["weights"])
    there = weights > 0
    return values[there], targets[there], weights[there]


def counted(truth, predicted, weights, classes):
    """The averages, and what stands beside them, over labels 0 .. classes - 1."""

    def scores(labels, average):
        return metrics.precision_recall_fscore_support(
            truth, predicted, labels=labels, average=average, sample_weight=weights, zero_division=0
        )

    precision, recall, f1, weight = scores(list(range(classes)), None)
    if truth.ndim == 1:
        occurring = sorted(set(truth) | set(predicted))
    else:
        occurring = [i for i in range(classes) if truth[:, i].any() or predicted[:, i].any()]
    rows = [dict(zip((*AVERAGES, "weight"), row)) for row in zip(precision, recall, f1, weight)]
    return dict(zip(AVERAGES, scores(occurring, "macro"))), {
        "weighted": dict(zip(AVERAGES, scores(list(range(classes)), "weighted"))),
        "perClass": rows,
    }


def of_classes(case):
    values, targets, weights = without_absent_rows(case)
    units, classes, top = values.shape[1], case["classes"], case["top"]
    truth = targets[:, 0].astype(int) if targets.shape[1] == 1 else targets.argmax(1)
    predicted = (values[:, 0] >= case["decidesAt"]).astype(int) if units == 1 else values.argmax(1)
    averages, details = counted(truth, predicted, weights, classes)
    expected = {"accuracy": metrics.accuracy_score(truth, predicted, sample_weight=weights)}
    if classes > max(top, 2):
        # scikit-learn takes the last of equal values: with the classes turned round, our first one.
        expected["top_k_accuracy"] = metrics.top_k_accuracy_score(
            classes - 1 - truth, values[:, ::-1], k=top, labels=range(classes), sample_weight=weights
        )
    expected.update(averages)
    if case["probabilities"]:
        expected["log_loss"] = log_loss(values, targets, weights)
    if classes == 2:
        scores = values[:, 0] if units == 1 else values[:, 1] - values[:, 0]
        expected["area_under_roc"] = metrics.roc_auc_score(truth, scores, sample_weight=weights)
        expected["area_under_pr"] = metrics.average_precision_score(truth, scores, sample_weight=weights)
    details["confusion"] = metrics.confusion_matrix(
        truth, predicted, labels=range(classes), sample_weight=weights
    ).tolist()
    return expected, details


def log_loss(values, targets, weights):
    classes = max(2, values.shape[1])
    if targets.shape[1] > 1:  # a row of each class, as heavy as its probability
        truth = numpy.tile(numpy.arange(classes), len(values))
        values, weights = values.repeat(classes, 0), (weights[:, None] * targets).ravel()
    else:
        truth = targets[:, 0]
    return metrics.log_loss(truth, values, eps=1e-15, sample_weight=weights, labels=range(classes))


def of_labels(case):
    values, targets, weights = without_absent_rows(case)
    truth, predicted = targets.astype(int), (values >= case["decidesAt"]).astype(int)
    averages, details = counted(truth, predicted, weights, truth.shape[1])
    accuracy = 1 - metrics.hamming_loss(truth, predicted, sample_weight=weights)
    return {"accuracy": accuracy, **averages}, details


def of_numbers(case):
    values, targets, weights = without_absent_rows(case)
    scale, mean = numpy.array(case["labelScale"]), numpy.array(case["labelMean"])
    truth, predicted = targets * scale + mean, values * scale + mean
    return {
        "rmse": math.sqrt(metrics.mean_squared_error(truth, predicted, sample_weight=weights)),
        "mae": metrics.mean_absolute_error(truth, predicted, sample_weight=weights),
        "r2": metrics.r2_score(truth, predicted, sample_weight=weights),
    }, {}


# ---------------------------------------------------------------- cases


def classes(name, values, targets, weights=None, count=2, probabilities=True, decides_at=0.5, top=2):
    return {
        "name": name,
        "kind": "classes",
        "classes": count,
        "decidesAt": decides_at,
        "probabilities": probabilities,
        "top": top,
        "values": values,
        "targets": targets,
        "weights": weights,
    }


def labels(name, values, targets, weights=None, decides_at=0.5):
    return {
        "name": name,
        "kind": "labels",
        "decidesAt": decides_at,
        "values": values,
        "targets": targets,
        "weights": weights,
    }


def numbers(name, values, targets, weights=None, mean=None, scale=None):
    outputs = values.shape[1]
    return {
        "name": name,
        "kind": "numbers",
        "labelMean": mean or [0] * outputs,
        "labelScale": scale or [1] * outputs,
        "values": values,
        "targets": targets,
        "weights": weights,
    }


def class_cases(random):
    yes = random.randint(0, 2, (40, 1))
    lean = numpy.clip(random.randint(0, 17, (40, 1)) + 5 * yes - 2, 0, 16) / 16  # 0, 0.5 and 1 are among them
    heavy = random.choice(WEIGHTS, 40)
    yield classes("two classes, one unit, ties", lean, yes)
    yield classes("two classes, one unit, ties, weighted", lean, yes, heavy)
    yield classes("two classes, raw scores", 8 * lean - 4, yes, heavy, probabilities=False, decides_at=0)
    yield classes("two classes, two units", numpy.hstack([1 - lean, lean]), yes, heavy)
    margins = random.randint(-20, 21, (40, 2)) / 8
    yield classes("two classes, two raw scores", margins, yes, heavy, probabilities=False)
    one_sided = numpy.where(yes == 1, 0.75, 0.25)
    yield classes("two classes, all right", one_sided, yes, heavy)
    yield classes("two classes, no yes said", lean / 4, yes, heavy)

    four = random.randint(0, 4, (40, 1))
    shares = numpy.array([random.multinomial(16, chances(t, 4)) for t in four[:, 0]]) / 16
    yield classes("four classes, ties", shares, four, count=4)
    yield classes("four classes, ties, weighted", shares, four, heavy, count=4)
    yield classes("four classes, top 1", shares, four, heavy, count=4, top=1)
    yield classes("four classes, top 3", shares, four, heavy, count=4, top=3)
    yield classes("four classes, no more than top", shares, four, heavy, count=4, top=4)
    scores = random.randint(-9, 10, (40, 4)) / 4
    yield classes("four classes, raw scores", scores, four, heavy, count=4, probabilities=False)
    without_last = numpy.hstack([shares[:, :3] + shares[:, 3:] / 4, shares[:, 3:] / 4])
    yield classes("a class is predicted and never true", shares, four % 3, heavy, count=4)
    yield classes("a class is true and hardly predicted", without_last, four, heavy, count=4)
    never = numpy.hstack([shares[:, :2], shares[:, 2:].sum(1, keepdims=True), numpy.zeros((40, 1))])
    yield classes("a class does not occur", never, four % 3, heavy, count=4)
    gone = numpy.where(four[:, 0] == 3, 0, 1)
    yield classes("a class occurs with weight 0 only", never, four, gone, count=4)
    soft = numpy.array([random.multinomial(16, chances(t, 4)) for t in four[:, 0]]) / 16
    yield classes("four classes, distributions", shares, soft, heavy, count=4)

    many = 1500
    yes = (random.rand(many, 1) < 0.3).astype(int)
    fine = numpy.round(random.beta(2 + 2 * yes, 4 - yes) * 2**22) / 2**22
    heavy = random.choice(WEIGHTS, many)
    yield classes("many fine scores", fine, yes, heavy)
    raw = numpy.round((random.randn(many, 1) + 1.2 * yes) * 2**16) / 2**16
    yield classes("many fine raw scores", raw, yes, heavy, probabilities=False, decides_at=0)


def chances(truth, count):
    return [3 / (count + 2) if i == truth else 1 / (count + 2) for i in range(count)]


def label_cases(random):
    truth = (random.rand(40, 3) < [0.3, 0.6, 0.5]).astype(int)
    lean = numpy.clip(random.randint(0, 17, (40, 3)) + 5 * truth - 2, 0, 16) / 16
    heavy = random.choice(WEIGHTS, 40)
    yield labels("three labels", lean, truth)
    yield labels("three labels, weighted", lean, truth, heavy)
    yield labels("three labels, raw scores", 8 * lean - 4, truth, heavy, decides_at=0)
    never = numpy.array([1, 0, 1])
    yield labels("a label does not occur", lean * never, truth * never, heavy)
    yield labels("a label is predicted and never true", lean, truth * never, heavy)


def number_cases(random):
    truth = random.randint(-64, 65, (40, 2)) / 8
    guess = truth + random.randint(-16, 17, (40, 2)) / 8
    heavy = random.choice(WEIGHTS, 40)
    yield numbers("one number", guess[:, :1], truth[:, :1])
    yield numbers("one number, weighted", guess[:, :1], truth[:, :1], heavy)
    yield numbers("two numbers", guess, truth)
    yield numbers("two numbers, weighted", guess, truth, heavy)
    yield numbers("worse than the mean", -guess, truth, heavy)
    yield numbers("no error", truth, truth, heavy)
    still = truth * [1, 0] + [0, 3]
    yield numbers("a number is constant", still + guess - truth, still, heavy)
    yield numbers("far from 0", guess + 2**20, truth + 2**20, heavy)
    yield numbers("scaled", guess, truth, heavy, mean=[-7.25, 1000], scale=[0.125, 40])
    yield numbers("scaled and far from 0", guess, truth, heavy, mean=[1e6, -(2.0**23)], scale=[1, 0.5])


# ---------------------------------------------------------------- file

EXPECTED = {"classes": of_classes, "labels": of_labels, "numbers": of_numbers}


def checked(case):
    """A case as JSON has it, with what is expected of it."""
    for key in ("values", "targets", "weights"):
        if case[key] is not None:
            case[key] = numpy.array(case[key], dtype=float)
            assert (case[key].astype(numpy.float32) == case[key]).all(), (case["name"], key)
            case[key] = case[key].tolist()
    case["metrics"], case["details"] = EXPECTED[case["kind"]](case)
    assert all(math.isfinite(value) for value in case["metrics"].values()), case["name"]
    return case


def main():
    warnings.simplefilter("error")
    random = numpy.random.RandomState(0)
    cases = [checked(case) for make in (class_cases, label_cases, number_cases) for case in make(random)]
    assert len({case["name"] for case in cases}) == len(cases)
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (FOLDER / "metrics.json").write_text(f'{{\n"cases": [\n{lines}\n]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
