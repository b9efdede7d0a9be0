import pytest

import lockstep


@pytest.fixture(scope="session")
def spark():
    """The one Spark session of the process, with the jar of the wheel."""
    session = (
        lockstep.builder()
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
