"""What the tests of a session and of Spark Connect do in the same way."""

import contextlib
import io
import pathlib
import re

import numpy as np
import onnxruntime
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder

PROJECT = pathlib.Path(__file__).resolve().parents[3]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def run_page(name, replaced=None):
    """Runs all blocks in the working folder, where Spark was started, with the project's data in it. The text behind a
    block must be what it printed.

    A table that Spark shows is left out.
    """
    page = (PROJECT / "docs" / name).read_text()
    for old, new in (replaced or {}).items():
        assert old in page
        page = page.replace(old, new)
    data = pathlib.Path("data")
    if not data.exists():
        data.symlink_to(PROJECT / "data")
    names = {}
    printed = ""
    checked = 0
    for language, text in BLOCK.findall(page):
        if language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(text, name, "exec"), names)
            lines = [line for line in out.getvalue().splitlines() if line and line[0] not in "+|"]
            printed = "\n".join(line for line in lines if not line.startswith("only showing"))
        elif language == "text":
            assert printed == text.strip(), text
            checked += 1
    assert checked > 0


def predictions(model, rows):
    return [(row.prediction, row.probability) for row in model.transform(rows).collect()]


def check_cross_validation(network, rows):
    """Of two learning rates, the better one is found."""
    grid = ParamGridBuilder().addGrid(network.learningRate, [0.0001, 0.05]).build()
    evaluator = MulticlassClassificationEvaluator(metricName="accuracy")
    found = CrossValidator(
        estimator=network, estimatorParamMaps=grid, evaluator=evaluator, numFolds=2, parallelism=2, seed=1
    ).fit(rows)
    assert found.avgMetrics[1] > found.avgMetrics[0]
    assert found.bestModel.getLearningRate() == 0.05


def check_one_row(model, row):
    """A row alone is predicted as with the others, whatever its features are given as."""
    for features in (row.features, list(row.features), row.features.toArray()):
        assert model.predict(features) == row.prediction
        assert np.allclose(model.predictProbability(features).toArray(), row.probability.toArray(), atol=1e-6)
        assert np.allclose(model.predictRaw(features).toArray(), row.rawPrediction.toArray(), atol=1e-5)


def check_onnx(path, scored, dtype=np.float64):
    """ONNX Runtime gives the probabilities that a model has given."""
    features = np.array([row.features.toArray() for row in scored], dtype=dtype)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    probabilities = session.run(["probabilities"], {"features": features})[0]
    assert np.allclose(probabilities, [row.probability.toArray() for row in scored], atol=1e-5)
