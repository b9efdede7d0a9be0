# shellcheck shell=bash
# Runs one Lockstep command on Spark: with the Spark in SPARK_HOME, otherwise, in a checkout, the embedded one.
# The scripts in jobs/ source this file and call: lockstep COMMAND ARGUMENTS... [-- SPARK_SUBMIT_OPTIONS...]
#
# The last step is always exec: the driver's JVM replaces this process, so signals and exit codes need no
# forwarding.
set -euo pipefail

project=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
embedded_spark=$project/target/spark

# The Scala version of the Spark in SPARK_HOME, such as 2.12; that of the embedded Spark if SPARK_HOME is not set.
scala_version() {
    local core
    for core in "${SPARK_HOME:-}"/jars/spark-core_*.jar; do
        core=${core##*/spark-core_}
        [[ $core == '*.jar' ]] || {
            printf '%s' "${core%%-*}"
            return
        }
    done
    printf '2.13'
}

scala=$(scala_version)
if [[ -f $project/pom.xml ]]; then
    version=$(sed -n '/<version>/{s:.*<version>\(.*\)</version>.*:\1:p;q;}' "$project/pom.xml")
    if [[ $scala == 2.12 ]]; then
        line=spark3
        application=$project/target/spark3/lockstep-spark3_2.12-$version.jar
    else
        line=spark4
        application=$project/target/lockstep-spark4_2.13-$version.jar
    fi
else
    # The archive: the jar is beside jobs/, and nothing is built.
    version=
    application=$(printf '%s\n' "$project"/lockstep-*.jar)
fi

# The name for a user id without one, as in containers.
user=$(id -un 2> /dev/null) || user=$(id -u)

fail() {
    printf 'error: %s\n' "$2" >&2
    exit "$1"
}

# Sets "java" to a Java of version 17 or newer, the one in JAVA_HOME if that is set.
find_java() {
    java=${JAVA_HOME:+$JAVA_HOME/bin/java}
    java=${java:-$(command -v java || true)}
    local release needed='Java 17 or newer is needed but'
    [[ -x $java ]] || fail 2 "$needed ${JAVA_HOME:-the PATH} has none: install a JDK or set JAVA_HOME"
    release=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
    [[ ${release:-0} -ge 17 ]] || fail 2 "$needed $java is version ${release:-unknown}: install a JDK or set JAVA_HOME"
}

# Whether a target is missing or older than its sources (a folder is newer after a file in it was removed).
build_needed() {
    local -a sources=("$project/pom.xml" "$project/src/build" "$project/src/main" "$project/src/$line")
    [[ $1 == "$application" ]] || sources+=("$project/src/benchmark")
    [[ ! -f $application || ! -f $1 ]] && return
    [[ -z ${SPARK_HOME:-} && ! -f $embedded_spark/RELEASE ]] && return
    [[ -n $(find "${sources[@]}" -newer "$1" -print) ]]
}

# Builds the application's jar and the embedded Spark, with options for Maven.
build() {
    find_java
    command -v mvn > /dev/null || fail 2 'Maven 3.8 or newer is needed to build Lockstep but the PATH has no mvn'
    printf 'building Lockstep, once (a few minutes the first time) ...\n' >&2
    local log=$project/target/build-$line.log
    local -a options=(-Dspotless.check.skip=true -Djacoco.skip=true -Dassembly.skipAssembly=true "$@")
    [[ -z ${SPARK_HOME:-} ]] || options+=(-Dlockstep.skipEmbeddedSpark=true)
    [[ $line == spark4 ]] || options+=("-P$line")
    mkdir -p "$project/target"
    (cd "$project" && mvn -q -B -Dstyle.color=never "${options[@]}" package) < /dev/null > "$log" 2>&1 && return
    # Up to the error itself, without Maven's advice after it.
    sed '/-> \[Help 1\]/{s/ *-> \[Help 1\].*//;q;}' "$log" | tail -n 20 >&2
    fail 1 "the build failed; its full output is in $log"
}

# Builds a jar, with options for Maven, under a lock that is acquired before the check, so that an unfinished jar
# is not mistaken for a finished one. In the archive there is nothing to build.
ensure_built() {
    [[ -n $version ]] || return 0
    if command -v flock > /dev/null; then
        # Each line is built in a folder of its own, so no line waits for the other.
        exec 9< "$project/src/$line"
        flock -w 2 9 || {
            printf 'waiting for another build of Lockstep ...\n' >&2
            flock 9 || true
        }
    fi
    if build_needed "$1"; then build "${@:2}"; fi
    exec 9<&-
}

# The log folder is in a world-writable location: it must belong to the user and be private.
private_folder() {
    local advice='set TMPDIR to another folder, or LOCKSTEP_LOG to a file'
    # mkdir fails if another process was faster; the existing folder is then checked.
    mkdir -p -- "${TMPDIR:-/tmp}" 2> /dev/null || true
    mkdir -m 700 -- "$1" 2> /dev/null || true
    [[ -d $1 ]] || fail 2 "$1 must be a folder of your own but cannot be created: $advice"
    [[ -O $1 && ! -L $1 ]] || fail 2 "$1 must be a folder of your own but belongs to another user: $advice"
    chmod 700 -- "$1"
}

# Spark's log goes to a file; the console is for the output of the command.
redirect_log() {
    if [[ -z ${LOCKSTEP_LOG:-} ]]; then
        local folder
        folder=${TMPDIR:-/tmp}/lockstep-$user
        private_folder "$folder"
        LOCKSTEP_LOG=$folder/$1-$(date +%Y%m%d-%H%M%S)-$$.log
    fi
    export LOCKSTEP_LOG
    export LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$project/jobs/lib/log4j2.properties}
}

# In the locale POSIX, the default in containers and cron, Java can neither open nor print données.csv.
use_utf8() {
    [[ $(locale charmap 2> /dev/null || true) == @(ANSI_X3.4-1968|US-ASCII|646|) ]] || return 0
    local name
    for name in C.UTF-8 $(locale -a 2> /dev/null | grep -iE 'utf-?8$' || true); do
        if [[ $(LC_ALL=$name locale charmap 2> /dev/null || true) == UTF-8 ]]; then
            export LC_ALL=$name
            return
        fi
    done
    # No UTF-8 locale is installed or can be listed: the best guess for file names, and UTF-8 for the console.
    export LC_ALL=C.UTF-8
    export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"
}

# Java has neither a name nor a home for a user id without an entry in /etc/passwd; Spark and Hadoop need both.
name_user() {
    ! id -un > /dev/null 2>&1 || return 0
    export SPARK_USER=${SPARK_USER:-$user} HADOOP_USER_NAME=${HADOOP_USER_NAME:-$user}
    local home=${HOME:-}
    if [[ ! -d $home || ! -w $home ]]; then
        home=${TMPDIR:-/tmp}/lockstep-$user
        private_folder "$home"
    fi
    export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} \"-Duser.name=$HADOOP_USER_NAME\" \"-Duser.home=$home\""
}

# The Spark that the jar of the archive is for.
spark_of_archive() {
    if [[ $application == */lockstep-spark3_* ]]; then printf '3.5 with Scala 2.12'; else printf '4 with Scala 2.13'; fi
}

# Sets SPARK_HOME, to the embedded Spark if it is not set.
find_spark() {
    if [[ -z ${SPARK_HOME:-} ]]; then
        [[ -n $version ]] || fail 2 "no Spark: set SPARK_HOME to the folder of a Spark $(spark_of_archive)"
        SPARK_HOME=$embedded_spark
    fi
    [[ -x $SPARK_HOME/bin/spark-submit || -d $SPARK_HOME/jars ]] ||
        fail 2 "SPARK_HOME must be the folder of a Spark but $SPARK_HOME has neither bin/spark-submit nor jars"
    export SPARK_HOME
}

# Does what bin/spark-class does, for a Spark without bin: exec_without_bin CLASS ARGUMENTS... Spark's launcher prints the
# command, each word ended by NUL, after an empty word; the launcher's exit code is appended.
exec_without_bin() {
    find_java
    export SPARK_SCALA_VERSION=$scala
    local -a command=()
    local word
    while IFS= read -r -d '' word; do
        command+=("$word")
    done < <(
        status=0
        "$java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@" || status=$?
        printf '%d\0' "$status"
    )
    local last=$((${#command[@]} - 1))
    [[ ${command[$last]} == 0 && $last -ge 2 ]] || fail 1 "Spark's launcher failed: ${command[*]}"
    command=("${command[@]:1:last-1}")
    command[0]=${command[0]#$'\n'}
    # Java warns about incubator modules. The launcher of Spark 4 adds one that only math.blas: vector needs, so its
    # first mention is removed; set it in --driver-java-options to use it.
    local i
    for i in "${!command[@]}"; do
        if [[ $scala != 2.12 && ${command[$i]} == --add-modules=jdk.incubator.vector ]]; then
            unset "command[$i]"
            break
        fi
    done
    exec "${command[@]}"
}

# Runs a main class: submit NAME CLASS JAR ARGUMENTS... [-- SPARK_SUBMIT_OPTIONS...]
submit() {
    local name=$1 class=$2 jar=$3
    shift 3
    local -a arguments=() spark_options=()
    while [[ $# -gt 0 && $1 != -- ]]; do
        arguments+=("$1")
        shift
    done
    [[ $# -eq 0 ]] || spark_options=("${@:2}")

    find_spark
    redirect_log "$name"
    use_utf8
    name_user
    # No master here: Spark's default is local[*], and settings of the user or the installation take precedence.
    set -- --class "$class" --conf spark.ui.showConsoleProgress=false \
        --conf spark.executorEnv.LC_ALL=C.UTF-8 --conf spark.yarn.appMasterEnv.LC_ALL=C.UTF-8 \
        ${spark_options[@]+"${spark_options[@]}"} "$jar" "${arguments[@]}"
    if [[ -x $SPARK_HOME/bin/spark-submit ]]; then
        exec "$SPARK_HOME/bin/spark-submit" "$@"
    fi
    exec_without_bin org.apache.spark.deploy.SparkSubmit "$@"
}

lockstep() {
    ensure_built "$application" -Dmaven.test.skip=true
    submit "$1" dev.lockstep.launcher.Main "$application" "$@"
}
