#!/usr/bin/env bash
# Measures how fast training is here, beside PyTorch, scikit-learn and MLlib where they are: a Markdown table, and JSON.
#   jobs/benchmark.sh [--quick] [--output FILE] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"

arguments=()
while [[ $# -gt 0 && $1 != -- ]]; do
    arguments+=("$1")
    shift
done
# MLlib keeps the rows as doubles; of an option that is given twice, the last counts.
lockstep benchmark --peers "$project/jobs/lib/peers.py" ${arguments[@]+"${arguments[@]}"} -- \
    --driver-memory 4g "${@:2}"
