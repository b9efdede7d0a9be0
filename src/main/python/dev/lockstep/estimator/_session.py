"""Whether a Spark session has Lockstep's jar, of the version of this package."""

from __future__ import annotations

from typing import Any, Optional

from pyspark import SparkContext
from pyspark.ml.wrapper import JavaTransformer, JavaWrapper
from pyspark.sql.utils import is_remote

from ._build import ARTIFACT, VERSION

PACKAGE = "dev.lockstep.estimator"
SERVER_VERSION = "dev.lockstep.connect.ServerVersion"

#: What Spark Connect says of a class that it does not find.
_UNKNOWN = "Unsupported ML operator"


def require_jar() -> None:
    """
    Raises
    ------
    RuntimeError
        if there is no Spark session, if it has no jar of Lockstep, or one of another version
    """
    if is_remote():
        # A client has no JVM; the server is asked when it gets something to do.
        return
    context = SparkContext._active_spark_context
    if context is None:
        raise RuntimeError("there is no Spark session: create one first, as with lockstep.builder().getOrCreate()")
    if getattr(context, "_lockstep_version", None) != VERSION:
        require_version(_version_in(context), "the jar in the Spark session")
        context._lockstep_version = VERSION


def java_peer(name: str, uid: str) -> Any:
    """The estimator in Java; with Spark Connect the name of its class."""
    require_jar()
    return JavaWrapper._new_java_obj(f"{PACKAGE}.{name}", uid)


def _version_in(context: Any) -> Optional[str]:
    jvm = context._jvm
    loader = jvm.java.lang.Thread.currentThread().getContextClassLoader()
    try:
        return loader.loadClass(PACKAGE + ".MlpClassifier").getPackage().getImplementationVersion()
    except Exception as e:
        if "ClassNotFoundException" not in str(e):
            raise
    raise RuntimeError(
        "the Spark session does not have Lockstep's jar: start it with lockstep.builder(), or pass"
        f" {_jar_option()} or --packages {ARTIFACT} to pyspark or spark-submit"
    )


def require_server(session: Any) -> None:
    """The same for the server of a session of Spark Connect."""
    if getattr(session, "_lockstep_version", None) == VERSION:
        return
    try:
        version = _ServerVersion(SERVER_VERSION).transform(session.range(1)).head()[0]
    except Exception as e:
        if _UNKNOWN not in str(e):
            raise
        raise RuntimeError(
            "the Spark Connect server does not have Lockstep's jar: start it with"
            f" {_jar_option()} or --packages {ARTIFACT}"
        ) from e
    require_version(version, "the jar of the Spark Connect server")
    session._lockstep_version = VERSION


class _ServerVersion(JavaTransformer):
    """Gives a row with the version of the server's jar."""


def require_version(version: Optional[str], where: str) -> None:
    """A jar built by Maven has a version in its manifest; classes outside of a jar have none."""
    if version is not None and version != VERSION:
        raise RuntimeError(
            f"the Python package lockstep has the version {VERSION} but {where} has the version {version}:"
            " use the same version of both"
        )


def _jar_option() -> str:
    from lockstep import spark_jars

    try:
        return "--jars " + ",".join(spark_jars())
    except FileNotFoundError:
        return "--jars with the path of Lockstep's jar"
