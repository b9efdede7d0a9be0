#!/usr/bin/env bash
# Trains the digits plan with every optimizer and prints the table of optimizers.md: docs/optimizers.sh
# It takes a few minutes; the runs are kept in runs/optimizers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

epochs=40
plan=conf/digits.yaml
runs=runs/optimizers

# Trains and prints a row: row OPTIMIZER RATE PLAN [--set key=value]...
row() {
    local run=$runs/$1 accuracy
    jobs/train.sh "$3" --overwrite "${@:4}" \
        --set optimizer="$1" --set training.epochs=$epochs --set output="$run" < /dev/null > "$run.log" 2>&1 || {
        cat "$run.log" >&2
        exit 1
    }
    # The test section is the last one in metrics.json.
    accuracy=$(sed -n 's/^    "accuracy": \([0-9.]*\),$/\1/p' "$run/metrics.json" | tail -n 1)
    LC_ALL=C printf "| \`%s\` | %s | %s | %.3f |\n" "$1" "$2" "$epochs" "$accuracy"
}

mkdir -p "$runs"
printf '| optimizer | learning rate | epochs | test accuracy |\n|---|---|---|---|\n'
while read -r optimizer rate; do
    row "$optimizer" "$rate" "$plan" --set learningRate="$rate"
done << 'RATES'
sgd 0.1
momentum 0.02
adagrad 0.02
adadelta 1
rmsprop 0.001
adam 0.001
adamw 0.001
RATES

# lbfgs uses all rows in every step and a line search: no dropout, batch size or learning rate.
sed '/^learningRate:/d' "$plan" > "$runs/lbfgs.yaml"
row lbfgs none "$runs/lbfgs.yaml" --set training.batchSize=full \
    --set network.hidden.0.dropout=0 --set network.hidden.1.dropout=0
