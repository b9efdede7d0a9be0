"""Checks the examples in jobs/: the manifests against the schemas of Kubernetes and of Kubeflow's Spark operator, and the DAG's
syntax.

    python check_examples.py JOBS
"""

import ast
import pathlib
import sys

import kubernetes_validate
import yaml
from kubeflow_spark_api.models import SparkV1beta2ScheduledSparkApplication

KUBERNETES = "1.33"


def strip(value):
    """Without what is null, which the models add."""
    if isinstance(value, dict):
        return {key: strip(item) for key, item in value.items() if item is not None}
    return [strip(item) for item in value] if isinstance(value, list) else value


def main(jobs):
    folder = jobs / "kubernetes"
    for manifest in yaml.safe_load_all((folder / "cronjob.yaml").read_text()):
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
        print(manifest["kind"])
    manifest = yaml.safe_load((folder / "scheduled-spark-application.yaml").read_text())
    read = strip(SparkV1beta2ScheduledSparkApplication.from_dict(manifest).to_dict())
    # The model drops keys that it does not know.
    assert read == manifest, (read, manifest)
    print(manifest["kind"])
    ast.parse((jobs / "airflow" / "lockstep_nightly.py").read_text())
    print("DAG")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
