import os
import subprocess
import time

import lockstep
import pytest
from pyspark.sql import SparkSession

STARTED = "Spark Connect server started at: "


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of a Spark Connect server with the jar of the wheel, as --jars gives it."""
    log = tmp_path_factory.mktemp("server") / "log"
    options = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": "0",
        "spark.connect.ml.backend.classes": "dev.lockstep.connect.LockstepBackend",
    }
    command = [os.path.join(os.environ["SPARK_HOME"], "bin", "spark-submit"), "--master", "local[2]"]
    for name, value in options.items():
        command += ["--conf", f"{name}={value}"]
    command += ["--jars", lockstep.spark_jars()[0]]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield address(process, log)
    finally:
        process.terminate()
        process.wait(60)


def address(process, log):
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        text = log.read_text(errors="replace")
        if STARTED in text:
            return text.split(STARTED, 1)[1].split()[0]
        time.sleep(0.1)
    raise RuntimeError("the server did not start:\n" + log.read_text(errors="replace"))


@pytest.fixture(scope="session")
def spark(server):
    session = SparkSession.builder.remote(f"sc://{server}").getOrCreate()
    yield session
    session.stop()
