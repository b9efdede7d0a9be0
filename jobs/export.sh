#!/usr/bin/env bash
# Exports the model of a run as one file: jobs/export.sh RUN --format onnx --output FILE [--numbers float] [--overwrite] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"
lockstep export "$@"
