"""Prints the runs of an experiment as MLflow's own client sees them, as JSON, and downloads their artifacts.

    python read_mlflow.py URI EXPERIMENT FOLDER
"""

import json
import sys
from pathlib import Path

from mlflow import MlflowClient

uri, experiment, folder = sys.argv[1:]
client = MlflowClient(uri)
found = []
for run in client.search_runs([client.get_experiment_by_name(experiment).experiment_id]):
    run_id = run.info.run_id
    target = Path(folder) / run_id
    target.mkdir(parents=True)
    for artifact in client.list_artifacts(run_id):
        client.download_artifacts(run_id, artifact.path, str(target))
    found.append(
        {
            "id": run_id,
            "name": run.info.run_name,
            "status": run.info.status,
            "ended": run.info.end_time is not None,
            "params": run.data.params,
            "tags": run.data.tags,
            "metrics": {
                name: [[point.step, point.value] for point in client.get_metric_history(run_id, name)]
                for name in run.data.metrics
            },
        }
    )
print(json.dumps(found))
