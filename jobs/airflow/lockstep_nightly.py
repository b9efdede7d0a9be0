"""Two ways to train a plan every night with Airflow 2 or 3: with Lockstep's scripts, and with spark-submit alone.

Copy this file into the folder of DAGs, and set the Airflow variables lockstep_home (the unpacked archive), lockstep_plan (the
address of the plan) and lockstep_runs (the folder of the runs: an absolute path or an address). Paths in the plan must be
absolute too.

A task that is tried again resumes its run, because the output is named by the day of the schedule, which stays the same. Exit codes
2 to 5 (a wrong plan, wrong data, a diverged training, a refused model), which Airflow also tries again, usually fail again; their
message is in the log of the task.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator
try:
    from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
except ImportError:  # without apache-airflow-providers-apache-spark
    SparkSubmitOperator = None

SCHEDULE = {
    "schedule": "0 2 * * *",
    "start_date": datetime(2026, 1, 1),
    "catchup": False,
    "max_active_runs": 1,
    "default_args": {"retries": 3, "retry_delay": timedelta(minutes=5)},
}

with DAG("lockstep_nightly", doc_md=__doc__, **SCHEDULE) as by_script:
    BashOperator(
        task_id="train",
        bash_command='"$LOCKSTEP_HOME/jobs/train.sh" "$PLAN" --set output="$OUTPUT"',
        env={
            "LOCKSTEP_HOME": "{{ var.value.lockstep_home }}",
            "PLAN": "{{ var.value.lockstep_plan }}",
            "OUTPUT": "{{ var.value.lockstep_runs }}/{{ ds }}",
        },
        append_env=True,
    )

if SparkSubmitOperator is not None:
    with DAG("lockstep_nightly_submitted", doc_md=__doc__, **SCHEDULE) as by_spark_submit:
        SparkSubmitOperator(
            task_id="train",
            conn_id="spark_default",
            application=os.environ.get("LOCKSTEP_JAR", "/opt/lockstep/lockstep-spark4_2.13-0.1.0.jar"),
            java_class="dev.lockstep.launcher.Main",
            application_args=[
                "train",
                "{{ var.value.lockstep_plan }}",
                "--set",
                "output={{ var.value.lockstep_runs }}/{{ ds }}",
            ],
            name="lockstep-{{ ds }}",
        )
