"""Training, predicting and saving with a Spark session of one's own."""

import numpy as np
import pandas
import pytest
from lockstep import MlpClassificationModel, MlpClassifier, MlpRegressor, TableFeatures
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import MultilayerPerceptronClassifier
from pyspark.ml.linalg import Vectors
from shared import check_cross_validation, check_one_row, check_onnx, predictions


def test_the_weights_for_the_comparison_with_others(model):
    (pytest.exchange / "pyspark.sha256").write_text(model.weightsSha256)


def test_a_model_says_what_it_is(model):
    assert model.weightsSha256 == model.summary.weightsSha256
    assert model.description["hidden"][0]["units"] == 8
    assert (model.numFeatures, model.numClasses, model.numMembers) == (4, 3, 1)
    assert repr(model).startswith("MlpClassificationModel: uid=")


def test_a_summary_has_the_history(model):
    summary = model.summary
    assert (summary.epochs, summary.bestEpoch, summary.rows, summary.steps) == (4, 4, 120, 16)
    assert summary.stopped == "all_epochs"
    assert summary.engine in ("job", "resident")
    assert summary.history[-1].trainLoss < summary.history[0].trainLoss
    frame = summary.toPandas()
    assert list(frame["epoch"]) == [1, 2, 3, 4]
    assert list(frame["learningRate"]) == [0.05] * 4


def test_a_saved_model_predicts_the_same(model, rows, tmp_path):
    model.write().overwrite().save(str(tmp_path / "model"))
    loaded = MlpClassificationModel.load(str(tmp_path / "model"))
    assert loaded.weightsSha256 == model.weightsSha256
    assert loaded.getHiddenLayers() == [8]
    assert predictions(loaded, rows) == predictions(model, rows)
    assert model.hasSummary and not loaded.hasSummary
    with pytest.raises(RuntimeError, match="No training summary available for this MlpClassificationModel"):
        loaded.summary


def test_one_row_is_predicted_alone(model, rows):
    check_one_row(model, model.transform(rows).head())


def test_params_given_to_transform_apply(model, rows):
    assert "guess" in model.transform(rows, {model.predictionCol: "guess"}).columns
    assert model.copy({model.predictionCol: "guess"}).weightsSha256 == model.weightsSha256


def test_pandas_frames_are_rows_too(classifier, model, rows, flowers):
    frame = flowers.select("petal_length", "petal_width", "sepal_length", "sepal_width", "label").toPandas()
    trained = classifier().fit(frame)
    assert trained.weightsSha256 == model.weightsSha256
    scored = trained.transform(frame[reversed(frame.columns)])
    assert isinstance(scored, pandas.DataFrame)
    assert list(scored["prediction"]) == [prediction for prediction, _ in predictions(model, rows)]
    with pytest.raises(ValueError, match="the model has the feature petal_width but the columns are"):
        trained.transform(frame.drop(columns="petal_width"))
    with pytest.raises(ValueError, match="set featuresCol to another name"):
        trained.transform(frame.assign(features=0))


def test_a_pipeline_of_python_is_one_of_java_and_back(spark, classifier, assembler, flowers):
    """Java loads what is saved here; here is loaded what Java has saved."""
    trained = Pipeline(stages=[assembler, classifier()]).fit(flowers)
    trained.write().overwrite().save(str(pytest.exchange / "of-python"))
    Pipeline(stages=[assembler, classifier()]).write().overwrite().save(str(pytest.exchange / "pipeline-of-python"))
    of_java = PipelineModel.load(str(pytest.exchange / "of-java"))
    assert type(of_java.stages[1]) is MlpClassificationModel
    assert of_java.stages[1].weightsSha256 == trained.stages[1].weightsSha256
    assert predictions(of_java, flowers) == predictions(trained, flowers)
    unfitted = Pipeline.load(str(pytest.exchange / "pipeline-of-java"))
    assert type(unfitted.getStages()[1]) is MlpClassifier
    assert unfitted.fit(flowers).stages[1].weightsSha256 == trained.stages[1].weightsSha256


def test_the_model_of_a_run_is_a_pipeline(flowers):
    run = PipelineModel.load(str(pytest.exchange / "run" / "model"))
    assert type(run.stages[0]) is TableFeatures
    assert run.stages[0].getOutputCol() == "features"
    right = run.transform(flowers).filter("predictedLabel = label").count()
    assert right > 60


def test_cross_validation_finds_the_better_rate(classifier, rows):
    check_cross_validation(classifier(numClasses=3), rows)


def test_a_stream_is_scored(spark, model, rows, tmp_path):
    rows.select("features", "label").write.parquet(str(tmp_path / "in"))
    stream = spark.readStream.schema(rows.select("features", "label").schema).parquet(str(tmp_path / "in"))
    query = (
        model.transform(stream)
        .select("label", "prediction")
        .writeStream.format("memory")
        .queryName("scored")
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    scored = sorted(row.prediction for row in spark.table("scored").collect())
    assert scored == sorted(prediction for prediction, _ in predictions(model, rows))


def test_onnx_runtime_predicts_the_same(model, rows, tmp_path):
    for numbers, dtype in (("double", np.float64), ("float", np.float32)):
        path = str(tmp_path / f"{numbers}.onnx")
        model.toOnnx(path, numbers)
        model.toOnnx(path, numbers)
        scored = model.transform(rows).select("features", "probability").collect()
        check_onnx(path, scored, dtype)
    (tmp_path / "mine.onnx").write_text("my own")
    with pytest.raises(Exception, match="already exists, and is no ONNX file of Lockstep's"):
        model.toOnnx(str(tmp_path / "mine.onnx"))
    with pytest.raises(Exception, match="the option numbers must be double or float but is half"):
        model.toOnnx(str(tmp_path / "half.onnx"), "half")


def test_networks_of_mllib_are_converted_both_ways(rows):
    mllib = MultilayerPerceptronClassifier(layers=[4, 5, 3], maxIter=5, seed=1).fit(rows)
    same = MlpClassificationModel.fromMllib(mllib)
    scored = [row.probability.toArray() for row in mllib.transform(rows).collect()]
    assert np.allclose([row.probability.toArray() for row in same.transform(rows).collect()], scored, atol=1e-5)
    back = same.toMllib()
    assert type(back) is type(mllib)
    assert np.allclose(back.weights.toArray(), mllib.weights.toArray(), rtol=1e-6)
    with pytest.raises(Exception, match="MLlib has only networks of sigmoid layers"):
        MlpClassifier(epochs=0).fit(rows).toMllib()


def test_a_regressor_predicts_numbers_and_vectors(flowers, assembler):
    rows = assembler.transform(flowers)
    one = MlpRegressor(labelCol="label", hiddenLayers=[4], epochs=2, standardization=False).fit(rows)
    row = one.transform(rows).head()
    assert one.numOutputs == 1
    assert abs(one.predict(row.features) - row.prediction) < 1e-6
    two = MlpRegressor(labelCols=["sepal_width", "label"], epochs=2).fit(rows)
    row = two.transform(rows).head()
    assert two.numOutputs == 2
    assert np.allclose(two.predictVector(row.features).toArray(), row.prediction.toArray(), atol=1e-6)
    with pytest.raises(Exception, match="a prediction has 2 numbers; use predictVector"):
        two.predict(row.features)


def test_an_offset_is_added(spark):
    rows = spark.createDataFrame(
        [(Vectors.dense([float(i % 3)]), float(i % 4), 0.5) for i in range(40)], ["features", "label", "exposure"]
    )
    model = MlpRegressor(loss="poisson", offsetCol="exposure", epochs=1).fit(rows)
    assert model.getOffsetCol() == "exposure"
    assert model.setOffsetCol("label").transform(rows).count() == 40


def test_an_ensemble_says_how_far_its_networks_are_apart(classifier, rows):
    model = classifier(ensemble=2, epochs=1).fit(rows).setUncertaintyCol("spread")
    assert model.numMembers == 2
    assert model.transform(rows).filter("spread > 0").count() > 0
