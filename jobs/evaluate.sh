#!/usr/bin/env bash
# Evaluates a run on labelled rows: jobs/evaluate.sh RUN --data PATH [--format FORMAT] [--output FILE] [--overwrite] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"
lockstep evaluate "$@"
