#!/usr/bin/env bash
# Trains the network of a plan: jobs/train.sh PLAN [--set key=value]... [--overwrite] [--refused-is-ok] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"
lockstep train "$@"
