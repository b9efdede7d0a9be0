#!/usr/bin/env bash
# Measures the speed of training, compared with PyTorch, scikit-learn, MLlib and sgemm: a Markdown table, and JSON.
#   jobs/benchmark.sh [--quick] [--only PART,...] [--python PYTHON] [--output FILE] [-- SPARK_SUBMIT_OPTIONS...]
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"

usage='jobs/benchmark.sh [--quick] [--only PART,...] [--python PYTHON] [--output FILE] [-- SPARK_SUBMIT_OPTIONS...]'
all=kernels,memory,peers,mllib,predict,ingest,processes
peers=$project/target/peers
extent=whole
parts=$all
python=none
output=runs/benchmark.json
while [[ $# -gt 0 && $1 != -- ]]; do
    case $1 in
        --quick) extent=quick ;;
        --only=?* | --python=?* | --output=?*)
            set -- "${1%%=*}" "${1#*=}" "${@:2}"
            continue
            ;;
        --only | --python | --output)
            [[ $# -gt 1 && $2 != -- ]] || fail 2 "$1 needs a value: $usage"
            case $1 in
                --only) parts=$2 ;;
                --python) python=$2 ;;
                --output) output=$2 ;;
            esac
            shift
            ;;
        -h | --help)
            printf '%s\n' "$usage" '' \
                '--quick          measures a little of everything, to see that it works; the figures say nothing' \
                "--only PART,...  measures only some of: ${all//,/, }" \
                '--python PYTHON  a Python whose PyTorch 2 with MKL and scikit-learn are compared with, instead of fetched ones' \
                '--output FILE    where every round goes, as JSON (default: runs/benchmark.json)' '' \
                'What is compared with is fetched once, into target/peers; --quick does without what is not there.'
            exit
            ;;
        *) fail 2 "unknown option $1: $usage" ;;
    esac
    shift
done
for part in ${parts//,/ }; do
    [[ ,$all, == *,"$part",* ]] || fail 2 "unknown part $part; known: ${all//,/, }"
done
[[ $python == none ]] || command -v "$python" > /dev/null || fail 2 "--python $python: no such command"

# Runs what fetches NAME, unless it was fetched by the same sources: fetch NAME WHAT COMMAND...
fetch() {
    local done=$peers/$1.done log=$peers/$1.log
    [[ ! -f $done || -n $(find "$project/src/peers" -newer "$done" -print) ]] || return 0
    printf 'fetching %s ...\n' "$2" >&2
    mkdir -p "$peers"
    rm -rf -- "$done" "${peers:?}/$1"
    if (cd "$project" && "${@:3}") < /dev/null > "$log" 2>&1; then
        touch "$done"
    else
        printf 'note: that failed, and is left out; the output is in %s\n' "$log" >&2
    fi
}
fetch_java() { fetch "$1" "$2" mvn -q -B -ntp -f src/peers -P"$1" process-classes; }
fetch_python() { python3 -m venv "$peers/python" && "$peers/python/bin/pip" install -q scikit-learn; }

# Whether one of the parts is measured.
measures() {
    local part
    for part; do [[ ,$parts, != *,"$part",* ]] || return 0; done
    return 1
}

[[ -n $version ]] || fail 2 'the benchmark is in the sources of Lockstep, not in the archive'
[[ $line == spark4 ]] || fail 2 'the benchmark needs a Spark 4'
benchmark=$project/target/lockstep-spark4_2.13-$version-benchmark.jar
ensure_built "$benchmark" -Pbenchmark -DskipTests
if [[ $extent == whole ]]; then
    if [[ $(uname -sm) == 'Linux x86_64' ]]; then
        if measures peers && [[ $python == none ]]; then fetch_java torch 'PyTorch 2.7.1 with MKL (220 MB; 0.7 GB on disk)'; fi
        if measures peers kernels; then fetch_java blas 'MKL, oneDNN and OpenBLAS (230 MB; 0.9 GB on disk)'; fi
    else
        printf 'note: PyTorch with MKL, and MKL, are compared with on Linux on x86-64 only\n' >&2
    fi
    if measures peers && [[ $python == none ]]; then fetch python 'scikit-learn from PyPI (60 MB; 0.3 GB on disk)' fetch_python; fi
fi
# MLlib stores the rows as doubles. If an option is given twice, the last one counts.
submit benchmark dev.lockstep.benchmark.Main "$benchmark" \
    "$extent" "$parts" "$output" "$peers" "$project/jobs/lib/peers.py" "$python" -- \
    --jars "$application" --driver-memory 4g "${@:2}"
