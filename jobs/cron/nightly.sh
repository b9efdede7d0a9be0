#!/usr/bin/env bash
# Trains a plan from cron: jobs/cron/nightly.sh PLAN [OPTIONS OF jobs/train.sh...]
#
#   0 2 * * *  /opt/lockstep/jobs/cron/nightly.sh /etc/lockstep/nightly.yaml --set output=/data/runs/$(date +\%F)
#
# Prints nothing when the night went well, so cron mails (MAILTO) only when it did not. One training of a plan at a time.
# A stopped or failed training is tried again up to LOCKSTEP_ATTEMPTS times (3); the same command resumes it. Logs are in
# LOCKSTEP_STATE (~/.lockstep), the newest LOCKSTEP_KEEP_LOGS (30) of them.
set -euo pipefail

[[ $# -gt 0 ]] || {
    printf 'usage: %s PLAN [OPTIONS OF jobs/train.sh...]\n' "${0##*/}" >&2
    exit 2
}
jobs=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
state=${LOCKSTEP_STATE:-$HOME/.lockstep}
name=$(basename -- "$1")
name=${name%.*}
(umask 077 && mkdir -p -- "$state")

exec 9> "$state/$name.lock"
flock -n 9 || {
    printf '%s: the last training is still running; this one is skipped\n' "$name" >&2
    exit 6
}

log=$state/$name-$(date +%Y%m%d-%H%M%S).log
code=0
for ((attempt = 1; attempt <= ${LOCKSTEP_ATTEMPTS:-3}; attempt++)); do
    printf '%s: attempt %d at %s\n' "$name" "$attempt" "$(date -Is)" >> "$log"
    code=0
    # The lock is not for the training: a process that outlives this one must not keep it.
    LOCKSTEP_LOG=${log%.log}.spark.log "$jobs/train.sh" "$@" >> "$log" 2>&1 9>&- || code=$?
    # 6: stopped before the end. 1: anything else, such as a cluster that is unavailable. Above 128: killed. Others would fail again.
    [[ $code == 6 || $code == 1 || $code -gt 128 ]] || break
    [[ $attempt == "${LOCKSTEP_ATTEMPTS:-3}" ]] || sleep "${LOCKSTEP_PAUSE:-60}"
done

# The oldest logs first, two files a night.
digit='[0-9]'
find "$state" -maxdepth 1 -name "$name-$digit$digit$digit$digit$digit$digit$digit$digit-*.log*" ! -name '*.spark.log*' -printf '%f\n' | sort \
    | head -n "-${LOCKSTEP_KEEP_LOGS:-30}" | while IFS= read -r old; do
    rm -f -- "$state/$old" "$state/${old%.log}".spark.log*
done

case $code in
    0) exit 0 ;;
    2) reason='the command or the plan is wrong' ;;
    3) reason='the data are wrong or missing' ;;
    4) reason='the training diverged' ;;
    5) reason='the model was refused; the published one stays' ;;
    6) reason='the training was stopped before its end; the same command resumes it' ;;
    *) reason='the training failed' ;;
esac
{
    printf '%s: exit code %d, %s\n\n' "$name" "$code" "$reason"
    tail -n 15 -- "$log"
    printf '\nlogs: %s and %s\n' "$log" "${log%.log}.spark.log"
} >&2
exit "$code"
