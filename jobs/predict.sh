#!/usr/bin/env bash
# Writes rows with predictions: jobs/predict.sh RUN --data PATH --output PATH [--format FORMAT] [--overwrite] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"
lockstep predict "$@"
