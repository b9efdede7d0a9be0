"""What a Spark session needs to run Lockstep."""

from __future__ import annotations

import pathlib
import zipimport
from typing import TYPE_CHECKING, List

from dev.lockstep.estimator._build import ARTIFACT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def spark_jars() -> List[str]:
    """The paths of the jars for ``spark.jars`` or ``--jars``: one, which came with this package.

    Raises
    ------
    FileNotFoundError
        if the package came without a jar, as from its sources
    """
    spec = __spec__
    if spec is not None and isinstance(spec.loader, zipimport.zipimporter):
        archive = spec.loader.archive
        if archive.endswith(".jar"):
            return [archive]
        raise FileNotFoundError(f"the jar in {archive} cannot be used: install the wheel with pip")
    folder = pathlib.Path(__file__).resolve().parent / "jars"
    jars = sorted(str(jar) for jar in folder.glob("*.jar"))
    if not jars:
        raise FileNotFoundError(f"{folder} has no jar: install the wheel, or use spark.jars.packages {ARTIFACT}")
    return jars


def builder() -> "SparkSession.Builder":
    """A builder of Spark sessions that have Lockstep's jar.

    The jar is found by a session that is created anew. One that exists already keeps its jars.
    """
    from pyspark.sql import SparkSession

    return SparkSession.builder.config("spark.jars", ",".join(spark_jars()))
