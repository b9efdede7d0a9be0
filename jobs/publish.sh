#!/usr/bin/env bash
# Lists and switches published models: jobs/publish.sh DIR (--list | --rollback | --promote VERSION | --run RUN) [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"
lockstep publish "$@"
