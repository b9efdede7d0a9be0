"""What is said if the session does not fit the package."""

import os
import subprocess
import sys
import zipfile

import lockstep
import pytest
from dev.lockstep.estimator import _session

SCRIPT = """
import sys
from pyspark.sql import SparkSession

builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
if len(sys.argv) > 1:
    builder = builder.config("spark.jars", sys.argv[1])
spark = builder.getOrCreate()
if len(sys.argv) > 1:
    spark.sparkContext.addPyFile(sys.argv[1])
import lockstep

print("package", lockstep.__file__)
for use in (lockstep.MlpClassifier, lambda: lockstep.MlpClassificationModel.load("nowhere")):
    try:
        use()
        print("made", lockstep.spark_jars())
    except Exception as e:
        print(type(e).__name__, e)
"""


def run(*arguments, python_path=None):
    environment = dict(os.environ)
    if python_path is not None:
        environment["PYTHONPATH"] = python_path
    result = subprocess.run(
        [sys.executable, *arguments], env=environment, text=True, capture_output=True, check=False, timeout=300
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_a_session_without_the_jar_says_what_to_pass(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    out = run(str(script))
    jar = lockstep.spark_jars()[0]
    expected = (
        "RuntimeError the Spark session does not have Lockstep's jar: start it with lockstep.builder(), or pass"
        f" --jars {jar} or --packages "
    )
    assert out.count(expected) == 2, out


def test_the_jar_alone_brings_the_package(tmp_path):
    """As with --packages, or --jars and --py-files: the package is imported from the jar."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    # Without the site packages, where the wheel is.
    bare = tmp_path / "bare"
    bare.mkdir()
    site = os.path.dirname(os.path.dirname(lockstep.__file__))
    for name in os.listdir(site):
        if name not in ("lockstep", "dev") and not name.startswith("lockstep_"):
            (bare / name).symlink_to(os.path.join(site, name))
    out = run("-S", str(script), lockstep.spark_jars()[0], python_path=str(bare))
    assert "package " in out and ".jar/lockstep/__init__.py" in out, out
    assert "made ['" in out, out


def test_the_jar_has_folders_for_zipimport():
    with zipfile.ZipFile(lockstep.spark_jars()[0]) as jar:
        names = set(jar.namelist())
    assert {"dev/", "dev/lockstep/", "dev/lockstep/estimator/", "lockstep/"} <= names


def test_a_jar_of_another_version_says_so(spark, monkeypatch):
    monkeypatch.setattr(_session, "VERSION", "0.0.9")
    with pytest.raises(RuntimeError) as caught:
        lockstep.MlpClassifier()
    assert str(caught.value) == (
        "the Python package lockstep has the version 0.0.9 but the jar in the Spark session has the version"
        f" {lockstep.__version__}: use the same version of both"
    )


def test_the_package_is_typed_and_says_its_version():
    folder = os.path.dirname(lockstep.__file__)
    assert os.path.exists(os.path.join(folder, "py.typed"))
    assert os.path.exists(os.path.join(os.path.dirname(_session.__file__), "py.typed"))
    assert lockstep.__version__ in os.path.basename(lockstep.spark_jars()[0])
