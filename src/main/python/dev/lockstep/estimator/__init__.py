"""Multilayer perceptrons as Spark ML estimators, the same as ``dev.lockstep.estimator`` in Java.

The names of this module and of its classes are those of Java, because saved pipelines and Spark Connect find
classes by their names. ``import lockstep`` for a shorter one.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from pyspark import SparkContext
from pyspark.ml.classification import (
    MultilayerPerceptronClassificationModel,
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.linalg import Vector, Vectors
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.regression import _JavaRegressionModel, _JavaRegressor
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaModel
from pyspark.sql import SparkSession
from pyspark.sql.utils import is_remote

from ._frames import assembled, is_pandas
from ._params import (
    FULL_BATCH,
    _MlpClassificationModel,
    _MlpClassifier,
    _MlpRegressionModel,
    _MlpRegressor,
)
from ._session import require_jar, require_server
from ._summary import Epoch, MlpTrainingSummary

__all__ = [
    "FULL_BATCH",
    "Epoch",
    "MlpClassificationModel",
    "MlpClassifier",
    "MlpRegressionModel",
    "MlpRegressor",
    "MlpTrainingSummary",
    "TableFeatures",
]

#: What stands for a vector of features.
Features = Union[Vector, Sequence[float]]


class _Readable(JavaMLReadable):
    """Says what is missing before Spark would fail on it."""

    @classmethod
    def read(cls) -> Any:
        """Returns an MLReader instance for this class."""
        require_jar()
        if is_remote():
            require_server(SparkSession.getActiveSession())
        return super().read()


class _Trainable(JavaMLWritable, _Readable):
    """What both estimators do in the same way."""

    def _fit(self, dataset: Any) -> Any:
        rows = assembled(dataset, self) if is_pandas(dataset) else dataset
        if is_remote():
            require_server(rows.sparkSession)
        return super()._fit(rows)


class _Trained(JavaMLWritable, _Readable):
    """What both models do in the same way."""

    def _about(self) -> Tuple[str, str, Optional[str]]:
        """The description, the fingerprint and the summary."""
        if not is_remote():
            summary = self._java_obj.summary().toJson() if self._java_obj.hasSummary() else None
            return self._java_obj.description(), self._java_obj.weightsSha256(), summary
        session = SparkSession.getActiveSession()
        row = super().transform(session.range(1), {self.describe: True}).head()
        return row["description"], row["weightsSha256"], row["summary"]

    @property
    def description(self) -> Dict[str, Any]:
        """The network without its parameters."""
        return json.loads(self._about()[0])

    @property
    def weightsSha256(self) -> str:
        """The SHA-256 of the parameters: equal for equal weights."""
        return self._about()[1]

    @property
    def hasSummary(self) -> bool:
        """Whether there is a summary: not if the model was loaded."""
        return self._about()[2] is not None

    @property
    def summary(self) -> MlpTrainingSummary:
        """The summary of the training.

        Raises
        ------
        RuntimeError
            if the model was loaded, as summaries are not saved
        """
        summary = self._about()[2]
        if summary is None:
            raise RuntimeError(f"No training summary available for this {type(self).__name__}")
        return MlpTrainingSummary._parse(summary)

    @property
    def numMembers(self) -> int:
        """The number of networks whose predictions are averaged."""
        return self.description.get("members", 1)

    def importance(self, dataset: Any) -> Any:
        """The permutation importance of each feature, the most important first.

        A row has feature, the index; name, None if the vectors have no names; importance, how much the accuracy, of
        numbers r2, drops when the values of the feature are exchanged between rows, the mean over five exchanges; and
        spread, their standard deviation.

        Raises
        ------
        RuntimeError
            with Spark Connect, which can call no such method
        """
        if is_remote():
            raise RuntimeError("importance is not available with Spark Connect; use a session of Spark itself")
        self._transfer_params_to_java()
        java = self._java_obj.importance(dataset._jdf)
        return type(dataset)(java, dataset.sparkSession)

    def toOnnx(self, path: str, numbers: str = "double") -> None:
        """Writes the network as an ONNX file, replacing one that Lockstep wrote.

        Parameters
        ----------
        path
            on any Hadoop file system of the driver, with Spark Connect of the server
        numbers
            the type of inputs and of predicted numbers: double, or float for runtimes that support nothing else
        """
        self.write().option("format", "onnx").option("numbers", numbers).save(path)

    def transform(self, dataset: Any, params: Optional[Dict[Param, Any]] = None) -> Any:
        """Adds the predictions to rows; to those of a pandas DataFrame as pandas DataFrame."""
        if not is_pandas(dataset):
            return super().transform(dataset, params)
        names = self.description.get("features", [])
        if names and len(names) != self.numFeatures:
            # Inputs of an encoding are not features, so the names of the features are not known.
            raise ValueError(
                "the model encodes its features and does not know the order of their columns: make the vector with a"
                " VectorAssembler, and transform a Spark DataFrame"
            )
        rows = assembled(dataset, self, names or None)
        return super().transform(rows, params).drop(self.getOrDefault("featuresCol")).toPandas()

    def predict(self, value: Features) -> float:
        """The prediction for one row: a vector, or a sequence of numbers."""
        return super().predict(_vector(value))


def _vector(features: Features) -> Vector:
    return features if isinstance(features, Vector) else Vectors.dense(features)


class MlpClassifier(_MlpClassifier, _Trainable, _JavaProbabilisticClassifier["MlpClassificationModel"]):
    """Trains a multilayer perceptron that tells classes apart: the same weights, bit for bit, on any cluster, and
    as the command line trains them.

    Labels are numbers 0, 1, ...; how many classes there are, ``numClasses``, the label column's metadata or the
    largest label say.

    >>> classifier = MlpClassifier(hiddenLayers=[32, 16], dropout=0.1, optimizer={"name": "adam", "beta1": 0.85})
    >>> model = classifier.setEpochs(20).fit(rows)
    >>> model.transform(rows).select("probability", "prediction").show(5)
    """

    def _create_model(self, java_model: Any) -> "MlpClassificationModel":
        return MlpClassificationModel(java_model)


class MlpClassificationModel(_Trained, _JavaProbabilisticClassificationModel[Vector], _MlpClassificationModel):
    """A trained classifier."""

    def predictRaw(self, value: Features) -> Vector:
        """The raw predictions for one row, one per class."""
        return super().predictRaw(_vector(value))

    def predictProbability(self, value: Features) -> Vector:
        """The probabilities of the classes for one row."""
        return super().predictProbability(_vector(value))

    @classmethod
    def fromMllib(cls, model: MultilayerPerceptronClassificationModel) -> "MlpClassificationModel":
        """Converts a model of Spark's ``MultilayerPerceptronClassifier``, in floats. Not with Spark Connect."""
        _refuse_remote()
        require_jar()
        java_class = SparkContext._active_spark_context._jvm.dev.lockstep.estimator.MlpClassificationModel
        return cls._from_java(getattr(java_class, "from")(model._java_obj))

    def toMllib(self) -> MultilayerPerceptronClassificationModel:
        """The same network as a model of Spark's own. It has sigmoid layers and no standardization, or this is an
        error. Not with Spark Connect."""
        _refuse_remote()
        return MultilayerPerceptronClassificationModel._from_java(self._java_obj.toMllib())


def _refuse_remote() -> None:
    if is_remote():
        raise NotImplementedError("Spark Connect cannot convert a model: use a Spark session of your own")


class MlpRegressor(_MlpRegressor, _Trainable, _JavaRegressor["MlpRegressionModel"]):
    """Trains a multilayer perceptron for regression, or with ``labelCols`` for several numbers, yes-or-no labels or
    a distribution: the same weights, bit for bit, on any cluster and from the command line.

    >>> regressor = MlpRegressor(labelCol="price", hiddenLayers=[32], scaleLabel="standard")
    >>> regressor.fit(rows).transform(rows).select("price", "prediction").show(5)
    """

    def _create_model(self, java_model: Any) -> "MlpRegressionModel":
        return MlpRegressionModel(java_model)


class MlpRegressionModel(_Trained, _JavaRegressionModel[Vector], _MlpRegressionModel):
    """A trained regressor: predicts a number, or a vector for several label columns or quantiles."""

    @property
    def numOutputs(self) -> int:
        """The number of outputs."""
        return self.description["outputs"]

    def predictVector(self, value: Features) -> Vector:
        """The predictions for one row: a number per label column, or per quantile in ascending order; with an
        offset of 0."""
        if not is_remote():
            return self._call_java("predictVector", _vector(value))
        session = SparkSession.getActiveSession()
        rows = session.createDataFrame([(_vector(value), 0.0)], [self.getFeaturesCol(), self._offset()])
        predicted = super().transform(rows).select(self.getPredictionCol()).head()[0]
        return predicted if isinstance(predicted, Vector) else Vectors.dense([predicted])

    def _offset(self) -> str:
        return self.getOffsetCol() if self.isDefined(self.offsetCol) else "offset"


class TableFeatures(JavaModel, JavaMLWritable, _Readable):
    """Assembles the vector of features from a table's columns, with the encoding and imputation of a plan.

    A stage of the pipeline that ``jobs/train.sh`` saves.
    """

    outputCol: Param[str] = Param(
        Params._dummy(), "outputCol", "the column of the vector that is made", typeConverter=TypeConverters.toString
    )

    def getOutputCol(self) -> str:
        """Gets the value of outputCol."""
        return self.getOrDefault(self.outputCol)

    def setOutputCol(self, value: str) -> "TableFeatures":
        """Sets the value of outputCol."""
        return self._set(outputCol=value)
