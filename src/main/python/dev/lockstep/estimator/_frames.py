"""pandas DataFrames in the place of Spark's."""

from __future__ import annotations

from typing import Any, List, Optional, Set

from pyspark.ml.feature import VectorAssembler
from pyspark.ml.param import Params
from pyspark.sql import DataFrame, SparkSession


def is_pandas(dataset: Any) -> bool:
    return type(dataset).__module__.split(".")[0] == "pandas" and type(dataset).__name__ == "DataFrame"


def assembled(frame: Any, params: Params, features: Optional[List[str]] = None) -> DataFrame:
    """The rows of a pandas DataFrame in Spark, with a vector of features.

    Parameters
    ----------
    features
        the columns of the features; by default all that no param names
    """
    session = SparkSession.getActiveSession()
    if session is None:
        raise RuntimeError("there is no Spark session: create one first, as with lockstep.builder().getOrCreate()")
    vector = params.getOrDefault("featuresCol")
    if vector in frame.columns:
        raise ValueError(
            f"a pandas DataFrame must have its features as columns of numbers, but {vector}, the featuresCol,"
            " is one of its columns; set featuresCol to another name"
        )
    if not features:
        named = _named(params)
        features = [column for column in frame.columns if column not in named]
    missing = [column for column in features if column not in frame.columns]
    if missing:
        raise ValueError(f"the model has the feature {missing[0]} but the columns are {', '.join(frame.columns)}")
    return VectorAssembler(inputCols=features, outputCol=vector).transform(session.createDataFrame(frame))


def _named(params: Params) -> Set[str]:
    """The columns that params name."""
    named: Set[str] = set()
    for param in params.params:
        if param.name.endswith("Col") and params.isDefined(param):
            named.add(params.getOrDefault(param))
        elif param.name == "labelCols" and params.isDefined(param):
            named.update(params.getOrDefault(param))
    return named
