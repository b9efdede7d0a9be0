"""What all tests have: rows, and folders shared with the tests in Java.

The environment comes from PythonIT: SPARK_HOME, and LOCKSTEP_EXCHANGE, a folder whose files Java has written or reads.
"""

import os
import pathlib
import sys

import pytest
from pyspark.ml.feature import VectorAssembler

PROJECT = pathlib.Path(__file__).resolve().parents[3]
FEATURES = ["petal_length", "petal_width", "sepal_length", "sepal_width"]


sys.path.insert(0, str(pathlib.Path(__file__).parent))


def pytest_configure():
    pytest.exchange = pathlib.Path(os.environ["LOCKSTEP_EXCHANGE"])


@pytest.fixture(scope="session")
def flowers(spark):
    """The project's iris rows, with columns of numbers."""
    return spark.read.csv(str(PROJECT / "data" / "iris" / "train.csv"), header=True, inferSchema=True)


@pytest.fixture(scope="session")
def assembler():
    return VectorAssembler(inputCols=FEATURES, outputCol="features")


@pytest.fixture(scope="session")
def rows(flowers, assembler):
    """The same with a vector of features."""
    return assembler.transform(flowers).cache()


@pytest.fixture(scope="session")
def classifier():
    """Makes the classifier whose weights the plan, Java, PySpark and Connect train."""
    from lockstep import MlpClassifier

    def make(**others):
        params = dict(hiddenLayers=[8], epochs=4, batchSize=32, seed=42, blas="java", learningRate=0.05)
        return MlpClassifier(**{**params, **others})

    return make


@pytest.fixture(scope="session")
def model(classifier, rows):
    return classifier().fit(rows)
