#!/usr/bin/env bash
# Compares runs on a page: jobs/compare.sh RUN... [--output FILE] [--overwrite] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"
lockstep compare "$@"
