"""Lockstep: multilayer perceptrons on Apache Spark, the same weights bit for bit on any cluster.

>>> import lockstep
>>> spark = lockstep.builder().getOrCreate()
>>> model = lockstep.MlpClassifier(hiddenLayers=[16], epochs=40).fit(rows)
"""

from dev.lockstep import estimator
from dev.lockstep.estimator import *  # noqa: F403
from dev.lockstep.estimator._build import VERSION as __version__

from ._jar import builder, spark_jars

__all__ = ["__version__", "builder", "spark_jars"]
__all__ += estimator.__all__
