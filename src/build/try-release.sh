#!/usr/bin/env bash
# Installs what "mvn package" made into an empty folder, as docs/install.md says, and trains with each:
# the archive, the jar alone, the package of a repository, and the wheel.
# Prints a line for each: its name and the SHA-256 of its weights, which must all be the same.
#   src/build/try-release.sh FOLDER
# FOLDER must not exist. SPARK_HOME is the Spark to use, otherwise the embedded one.
set -euo pipefail

project=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
mkdir -- "$1"
folder=$(CDPATH='' cd -- "$1" && pwd -P)
version=$(sed -n '/<version>/{s:.*<version>\(.*\)</version>.*:\1:p;q;}' "$project/pom.xml")
artifact=lockstep-spark4_2.13
target=$project/target
spark=${SPARK_HOME:-$target/spark}
exec 3>&2 2> "$folder/log"
trap 'status=$?; [[ $status == 0 ]] || tail -n 20 "$folder/log" >&3' EXIT

# A home without settings, repositories and caches of its owner.
export HOME=$folder/home LOCKSTEP_LOG=$folder/spark.log
mkdir -- "$HOME"
unset SPARK_CONF_DIR SPARK_DIST_CLASSPATH PYTHONPATH

# The Spark of the build has jars, but no bin.
if [[ -x $spark/bin/spark-submit ]]; then
    export SPARK_HOME=$spark
else
    mkdir -p -- "$folder/spark/bin"
    ln -s -- "$spark/jars" "$folder/spark/jars"
    cat > "$folder/spark/bin/spark-submit" << EOF
#!/usr/bin/env bash
source '$project/jobs/lib/submit.sh'
export SPARK_HOME='$folder/spark'
redirect_log submit
exec_without_bin org.apache.spark.deploy.SparkSubmit "\$@"
EOF
    chmod +x "$folder/spark/bin/spark-submit"
    export SPARK_HOME=$folder/spark
fi
export PATH=$SPARK_HOME/bin:$PATH

# What a run of the digits in FOLDER/digits gave.
weights() {
    sed -n "s/.*\"weightsSha256\": \"\(.*\)\".*/$1 \1/p" "$folder/digits/runs/$1/metrics.json"
}

mkdir -- "$folder/digits"
cd -- "$folder/digits"
unzip -q "$target/$artifact-$version-bin.zip" -d "$folder/archive"
archive=$(printf '%s\n' "$folder"/archive/*)
ln -s -- "$archive/data" data
plan=(conf/digits.yaml --set training.epochs=3 --set report=none)
cp -r -- "$archive/conf" conf

"$archive/jobs/train.sh" "${plan[@]}" --set "output=runs/archive" > /dev/null
weights archive

spark-submit "$target/$artifact-$version.jar" train "${plan[@]}" --set output=runs/jar > /dev/null
weights jar

# A repository on disk, as one in a network would be.
(cd -- "$project" && mvn -q -B -ntp org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file \
    "-Dfile=$target/$artifact-$version.jar" "-DpomFile=$target/.flattened-pom.xml" \
    "-DlocalRepositoryPath=$folder/repository" "-Dmaven.repo.local=$folder/maven") >&2
spark-submit --packages "dev.lockstep:$artifact:$version" --repositories "file://$folder/repository" \
    --conf "spark.jars.ivy=$folder/ivy" --class dev.lockstep.launcher.Main spark-internal \
    train "${plan[@]}" --set output=runs/packages > /dev/null
weights packages

# The wheel, with the PySpark that it is for.
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "pyspark[ml]==$(sed -n 's/^pyspark==//p' "$project/src/test/python/spark.txt")" \
    "$target/lockstep_spark4-$version-py3-none-any.whl" >&2
cat > digits.py << 'EOF'
import lockstep
from pyspark.ml.feature import VectorAssembler

spark = lockstep.builder().master("local[2]").config("spark.ui.enabled", False).getOrCreate()
rows = spark.read.csv("data/digits/train.csv", header=True, inferSchema=True)
pixels = [column for column in rows.columns if column.startswith("pixel")]
digits = VectorAssembler(inputCols=pixels, outputCol="features").transform(rows)
classifier = lockstep.MlpClassifier(
    labelCol="digit", hiddenLayers=[128, 64], dropout=[0.3, 0.2], scale="minmax", l2=0.0001, batchSize=64, epochs=3, seed=42
)
print("wheel", classifier.fit(digits).weightsSha256)
spark.stop()
EOF
(unset SPARK_HOME && "$folder/venv/bin/python" digits.py)
