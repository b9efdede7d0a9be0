#!/usr/bin/env bash
# A standalone cluster of Spark on this machine: a master and N workers on the loopback interface.
#   jobs/cluster.sh start N [--port P] [--cores C] [--memory M] [--properties-file FILE]
#   jobs/cluster.sh stop
# "start" prints the master's address when all workers are registered. Process ids, logs and the files of executors are
# in the folder LOCKSTEP_CLUSTER, which "stop" removes; it is the cluster's identity.
# shellcheck source=jobs/lib/submit.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib/submit.sh"

usage='usage: jobs/cluster.sh start N [--port P] [--cores C] [--memory M] [--properties-file FILE], or jobs/cluster.sh stop'
state=${LOCKSTEP_CLUSTER:-${TMPDIR:-/tmp}/lockstep-$user/cluster}
start_seconds=120
stop_seconds=30

# One start or stop at a time: a link, which is created in one operation, to the id of the process.
lock() {
    if [[ -n ${LOCKSTEP_CLUSTER:-} ]]; then mkdir -p -- "$(dirname -- "$state")"; else private_folder "${state%/*}"; fi
    state=$(CDPATH='' cd -- "$(dirname -- "$state")" && pwd -P)/$(basename -- "$state")
    local holder tries=0
    until ln -s -- "$$" "$state.lock" 2> /dev/null; do
        if ! holder=$(readlink -- "$state.lock"); then
            ((++tries < 20)) || fail 2 "$state.lock cannot be created"
            sleep 0.1
            continue
        fi
        ! kill -0 "$holder" 2> /dev/null || fail 2 "process $holder is starting or stopping the cluster $state"
        rm -f -- "$state.lock"
    done
    trap 'rm -f -- "$state.lock"' EXIT
}

# Whether the folder is that of a cluster, which may be removed.
is_a_cluster() {
    [[ -f $state/id && $(< "$state/id") =~ ^lockstep-cluster-[0-9]+-[0-9]+$ ]]
}

# Whether a process is one of this cluster: a dead one's id may be that of another program by now.
is_ours() {
    local words
    if [[ -r /proc/$1/cmdline ]]; then
        words=$(tr '\0' ' ' 2> /dev/null < "/proc/$1/cmdline") || return 1
    else
        words=$(ps -p "$1" -o args= 2> /dev/null) || return 1
    fi
    [[ $words == *"-Dlockstep.cluster=$(< "$state/id") "* ]]
}

# The ids of those processes of this cluster that live, of pid files.
living() {
    local file pid
    for file in "$@"; do
        if [[ -f $file ]]; then
            pid=$(< "$file")
            ! is_ours "$pid" || printf '%s\n' "$pid"
        fi
    done
}

# Ends the processes with the ids in its input, which have some time to end their own children, and waits for them.
end() {
    local pid tenths
    local -a ids=()
    while read -r pid; do ids+=("$pid"); done
    for pid in ${ids[@]+"${ids[@]}"}; do kill -TERM "$pid" 2> /dev/null || true; done
    for pid in ${ids[@]+"${ids[@]}"}; do
        for ((tenths = 0; tenths < 10 * stop_seconds; tenths++)); do
            kill -0 "$pid" 2> /dev/null || continue 2
            sleep 0.1
        done
        kill -KILL "$pid" 2> /dev/null || true
    done
}

# Executors of a worker that was killed end by themselves, and may write until then.
remove_state() {
    local tenths
    for ((tenths = 0; tenths < 10 * stop_seconds; tenths++)); do
        ! rm -rf -- "$state" 2> /dev/null || return 0
        sleep 0.1
    done
    rm -rf -- "$state"
}

# What a failed or interrupted start leaves.
undo() {
    end < <(jobs -p)
    remove_state
    rm -f -- "$state.lock"
}

# Starts a class of Spark in the background: launch NAME CLASS ARGUMENTS...
launch() {
    local name=$1
    shift
    (
        trap '' HUP
        # Not those of a command: executors inherit the environment of their worker.
        unset LOCKSTEP_LOG LOG4J_CONFIGURATION_FILE SPARK_SUBMIT_OPTS
        export SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS=${SPARK_LOCAL_DIRS:-$state/local}
        SPARK_DAEMON_JAVA_OPTS="${SPARK_DAEMON_JAVA_OPTS:-} -Dlockstep.cluster=$(< "$state/id")"
        SPARK_DAEMON_JAVA_OPTS+=' -Dlog4j2.configurationFile=classpath:org/apache/spark/log4j2-defaults.properties'
        export SPARK_DAEMON_JAVA_OPTS
        # The given port or none. The REST server would need another one, and has no authentication.
        export SPARK_MASTER_OPTS="${SPARK_MASTER_OPTS:-} -Dspark.port.maxRetries=0 -Dspark.master.rest.enabled=false"
        if [[ -x $SPARK_HOME/bin/spark-class ]]; then exec "$SPARK_HOME/bin/spark-class" "$@"; fi
        exec_without_bin "$@"
    ) < /dev/null > "$state/$name.log" 2>&1 &
    printf '%s\n' "$!" > "$state/$name.pid"
}

# Waits until the log of a process has a text, and prints what follows it in that line.
await() {
    local found tenths
    for ((tenths = 0; tenths < 10 * start_seconds; tenths++)); do
        found=$(sed -n "s,.*$2,x,p" "$state/$1.log" | head -n 1)
        if [[ -n $found ]]; then
            printf '%s' "${found#x}"
            return
        fi
        kill -0 "$(< "$state/$1.pid")" 2> /dev/null || break
        sleep 0.1
    done
    tail -n 10 -- "$state/$1.log" >&2
    fail 1 "the $1 of the cluster did not start; the end of its log is above"
}

require_number() {
    [[ $2 =~ ^$3$ ]] || fail 2 "$1 must be $4 but is $2"
}

start() {
    [[ $# -ge 1 && $1 != -* ]] || fail 2 "$usage"
    local workers=$1 port=0 cores memory='' properties=''
    shift
    require_number N "$workers" '[1-9][0-9]?' 'a number of workers from 1 to 99'
    cores=$(($(getconf _NPROCESSORS_ONLN) / workers))
    [[ $cores -ge 1 ]] || cores=1
    while [[ $# -gt 0 ]]; do
        [[ $# -ge 2 ]] || fail 2 "$usage"
        case $1 in
            --port) port=$2 ;;
            --cores) cores=$2 ;;
            --memory) memory=$2 ;;
            --properties-file) properties=$2 ;;
            *) fail 2 "$usage" ;;
        esac
        shift 2
    done
    require_number --port "$port" '[0-9]{1,5}' 'a port, or 0 for a free one,'
    require_number --cores "$cores" '[1-9][0-9]{0,3}' 'a number of cores for each worker'
    [[ -z $memory ]] || require_number --memory "$memory" '[1-9][0-9]*[mgMG]' 'the memory of each worker, such as 2g,'
    [[ -z $properties || -r $properties ]] || fail 2 "--properties-file $properties: no such file"
    ensure_built "$application" -Dmaven.test.skip=true
    find_spark
    find_java
    use_utf8
    name_user

    lock
    if is_a_cluster && [[ -n $(living "$state"/*.pid) ]]; then
        fail 2 "a cluster is running in $state, at $(cat -- "$state/master" 2> /dev/null || printf 'no address'): end it with jobs/cluster.sh stop"
    fi
    [[ ! -e $state ]] || is_a_cluster || fail 2 "$state must be the folder of a cluster, or not exist, but is neither"
    remove_state
    mkdir -m 700 -- "$state"
    printf 'lockstep-cluster-%s-%s\n' "$(date +%s)" "$$" > "$state/id"
    trap undo EXIT

    local worker master
    local -a options=()
    [[ -z $properties ]] || options=(--properties-file "$properties")
    launch master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0 \
        ${options[@]+"${options[@]}"}
    master=$(await master 'Starting Spark master at ')
    [[ -z $memory ]] || options+=(--memory "$memory")
    for ((worker = 1; worker <= workers; worker++)); do
        launch "worker-$worker" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 \
            --cores "$cores" --work-dir "$state/work-$worker" ${options[@]+"${options[@]}"} "$master"
    done
    for ((worker = 1; worker <= workers; worker++)); do
        await "worker-$worker" 'Successfully registered with master' > /dev/null
    done
    printf '%s\n' "$master" > "$state/master"
    trap 'rm -f -- "$state.lock"' EXIT
    printf '%s\n' "$master"
}

stop() {
    [[ $# == 0 ]] || fail 2 "$usage"
    lock
    if ! is_a_cluster; then
        printf 'no cluster is running in %s\n' "$state" >&2
        return
    fi
    # Workers first: each ends its executors and drivers.
    end < <(living "$state"/worker-*.pid)
    end < <(living "$state/master.pid")
    remove_state
}

case ${1:-} in
    start) start "${@:2}" ;;
    stop) stop "${@:2}" ;;
    *) fail 2 "$usage" ;;
esac
