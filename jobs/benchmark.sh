#!/usr/bin/env bash
# Measures what a step costs on this machine or cluster: jobs/benchmark.sh [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/submit.sh"
lockstep benchmark "$@"
