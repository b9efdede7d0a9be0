#!/usr/bin/env bash
# Measures the speed of training, compared with PyTorch, scikit-learn and MLlib if installed: a Markdown table, and JSON.
#   jobs/benchmark.sh [--quick] [--output FILE] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"

usage='jobs/benchmark.sh [--quick] [--output FILE] [-- SPARK_SUBMIT_OPTIONS...]'
extent=whole
output=runs/benchmark.json
while [[ $# -gt 0 && $1 != -- ]]; do
    case $1 in
        --quick) extent=quick ;;
        --output=?*) output=${1#*=} ;;
        --output)
            [[ $# -gt 1 && $2 != -- ]] || fail 2 "--output needs a file: $usage"
            output=$2
            shift
            ;;
        -h | --help)
            printf '%s\n' "$usage" '' \
                '--quick        measures a little of everything, to see that it works; the figures say nothing' \
                '--output FILE  where every round goes, as JSON (default: runs/benchmark.json)'
            exit
            ;;
        *) fail 2 "unknown option $1: $usage" ;;
    esac
    shift
done

[[ -n $version ]] || fail 2 'the benchmark is in the sources of Lockstep, not in the archive'
benchmark=$project/target/lockstep-$version-benchmark.jar
ensure_built "$benchmark" -Pbenchmark -DskipTests
# MLlib stores the rows as doubles. If an option is given twice, the last one counts.
submit benchmark dev.lockstep.benchmark.Main "$benchmark" "$extent" "$output" "$project/jobs/lib/peers.py" -- \
    --jars "$application" --driver-memory 4g "${@:2}"
