"""The same estimators in a client of Spark Connect."""

import numpy as np
import pytest
from dev.lockstep.estimator import _session
from lockstep import MlpClassificationModel, MlpClassifier, MlpRegressionModel, MlpRegressor, TableFeatures
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import MultilayerPerceptronClassificationModel, MultilayerPerceptronClassifier
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.sql.connect.session import SparkSession
from shared import check_cross_validation, check_one_row, check_onnx, predictions


def test_the_client_has_no_jvm(spark):
    assert type(spark).__module__.startswith("pyspark.sql.connect")


def test_the_weights_for_the_comparison_with_others(model):
    (pytest.exchange / "connect.sha256").write_text(model.weightsSha256)


def test_a_model_says_what_it_is_and_how_it_was_trained(model):
    assert (model.numFeatures, model.numClasses, model.numMembers) == (4, 3, 1)
    assert model.description["hidden"][0]["units"] == 8
    assert model.hasSummary
    assert model.summary.weightsSha256 == model.weightsSha256
    assert [epoch.epoch for epoch in model.summary.history] == [1, 2, 3, 4]


def test_a_saved_model_predicts_the_same(model, rows, tmp_path):
    model.write().overwrite().save(str(tmp_path / "model"))
    loaded = MlpClassificationModel.load(str(tmp_path / "model"))
    assert loaded.weightsSha256 == model.weightsSha256
    assert loaded.getHiddenLayers() == [8]
    assert predictions(loaded, rows) == predictions(model, rows)
    with pytest.raises(RuntimeError, match="No training summary available"):
        loaded.summary


def test_estimators_are_saved_and_loaded(classifier, tmp_path, spark):
    for estimator in (classifier(dropout=0.25), MlpRegressor(labelCols=["a", "b"], l2=0.5)):
        path = str(tmp_path / type(estimator).__name__)
        estimator.save(path)
        loaded = type(estimator).load(path)
        assert loaded.uid == estimator.uid
        for param in estimator.params:
            assert loaded.isDefined(param) == estimator.isDefined(param), param.name
            if estimator.isDefined(param):
                assert loaded.getOrDefault(param) == estimator.getOrDefault(param), param.name


def test_pipelines_are_saved_and_loaded(classifier, assembler, flowers, model, tmp_path):
    Pipeline(stages=[assembler, classifier()]).save(str(tmp_path / "pipeline"))
    trained = Pipeline.load(str(tmp_path / "pipeline")).fit(flowers)
    trained.save(str(tmp_path / "model"))
    loaded = PipelineModel.load(str(tmp_path / "model"))
    assert loaded.stages[1].weightsSha256 == model.weightsSha256
    assert predictions(loaded, flowers) == predictions(trained, flowers)


def test_pipelines_of_java_and_of_pyspark_are_loaded(flowers, model):
    for name in ("of-java", "of-python"):
        loaded = PipelineModel.load(str(pytest.exchange / name))
        assert loaded.stages[1].weightsSha256 == model.weightsSha256


def test_the_model_of_a_run_is_a_pipeline(flowers):
    run = PipelineModel.load(str(pytest.exchange / "run" / "model"))
    assert type(run.stages[0]) is TableFeatures
    assert run.transform(flowers).filter("predictedLabel = label").count() > 60


def test_cross_validation_finds_the_better_rate(classifier, rows):
    check_cross_validation(classifier(numClasses=3), rows)


def test_one_row_is_predicted_alone(model, rows):
    check_one_row(model, model.transform(rows).head())


def test_numbers_are_predicted(rows):
    two = MlpRegressor(labelCols=["sepal_width", "label"], epochs=1).fit(rows)
    assert type(two) is MlpRegressionModel
    row = two.transform(rows).head()
    assert np.allclose(two.predictVector(row.features).toArray(), row.prediction.toArray(), atol=1e-6)


def test_pandas_frames_are_rows_too(classifier, model, rows, flowers):
    frame = flowers.select("petal_length", "petal_width", "sepal_length", "sepal_width", "label").toPandas()
    trained = classifier().fit(frame)
    assert trained.weightsSha256 == model.weightsSha256
    assert list(trained.transform(frame)["prediction"]) == [prediction for prediction, _ in predictions(model, rows)]


def test_onnx_files_are_written_by_the_server(model, rows, tmp_path):
    path = str(tmp_path / "model.onnx")
    model.toOnnx(path)
    model.toOnnx(path)
    check_onnx(path, model.transform(rows).select("features", "probability").collect())


def test_errors_of_the_server_name_the_param(classifier, rows):
    with pytest.raises(Exception, match='unknown optimizer "adm"; did you mean adam'):
        classifier(optimizer="adm").fit(rows)
    with pytest.raises(NotImplementedError, match="Spark Connect cannot convert a model"):
        MlpClassificationModel.fromMllib(None)


def test_a_server_without_the_jar_says_what_to_pass(spark, rows, classifier, monkeypatch):
    monkeypatch.setattr(_session, "SERVER_VERSION", "dev.lockstep.connect.Missing")
    monkeypatch.delattr(spark, "_lockstep_version", raising=False)
    with pytest.raises(RuntimeError, match="the Spark Connect server does not have Lockstep's jar: start it with --jars"):
        classifier().fit(rows)


def test_a_server_of_another_version_says_so(spark, rows, classifier, monkeypatch):
    monkeypatch.setattr(_session, "VERSION", "0.0.9")
    with pytest.raises(RuntimeError, match="has the version 0.0.9 but the jar of the Spark Connect server has"):
        classifier().fit(rows)
    with pytest.raises(RuntimeError, match="use the same version of both"):
        MlpClassificationModel.load("nowhere")


def test_models_are_offloaded_and_come_back(server, rows, classifier, model, flowers, assembler, tmp_path, monkeypatch):
    """Under memory control the server keeps models on its disk, and reads those back that it has dropped from memory."""
    frame = flowers.toPandas()
    expected = sorted(prediction for prediction, _ in predictions(model, rows))
    weights = model.weightsSha256
    session = SparkSession.builder.remote(f"sc://{server}").create()
    monkeypatch.setattr(SparkSession._active_session, "session", session)
    session.conf.set("spark.connect.session.connectML.mlCache.memoryControl.enabled", "true")
    data = assembler.transform(session.createDataFrame(frame))
    first, second = (classifier(seed=seed).fit(data) for seed in (42, 43))
    regressor = MlpRegressor(epochs=1).fit(data)
    numbers = [row.prediction for row in regressor.transform(data).collect()]
    assert first.hasSummary and first.weightsSha256 == weights
    ids = [one._java_obj.ref_id for one in (first, regressor)]
    assert sorted(session.client._delete_ml_cache(ids, evict_only=True)) == sorted(ids)
    assert first.weightsSha256 == weights
    assert not first.hasSummary and second.hasSummary
    assert sorted(prediction for prediction, _ in predictions(first, data)) == expected
    assert [row.prediction for row in regressor.transform(data).collect()] == numbers
    first.save(str(tmp_path / "model"))
    assert MlpClassificationModel.load(str(tmp_path / "model")).weightsSha256 == weights
    del first, second, regressor
    session.stop()


def test_a_script_for_mllib_runs_on_lockstep(rows, tmp_path):
    """The server maps MultilayerPerceptronClassifier to Lockstep; the script has nothing of Lockstep's."""
    classifier = MultilayerPerceptronClassifier(layers=[4, 5, 3], maxIter=20, seed=3, blockSize=64)
    model = classifier.fit(rows)
    lockstep = MlpClassifier(
        hiddenLayers=[5],
        activation="sigmoid",
        standardization=False,
        optimizer="lbfgs",
        epochs=20,
        seed=3,
    ).fit(rows)
    assert np.allclose(model.weights.toArray(), classified_weights(lockstep), atol=0)
    accuracy = MulticlassClassificationEvaluator(metricName="accuracy").evaluate(model.transform(rows))
    assert accuracy > 0.9
    assert len(model.summary().objectiveHistory) == 20
    assert model.summary().objectiveHistory[-1] < model.summary().objectiveHistory[0]
    assert abs(model.summary().accuracy - accuracy) < 1e-9
    model.save(str(tmp_path / "model"))
    assert MultilayerPerceptronClassificationModel.load(str(tmp_path / "model")).weights == model.weights
    classifier.save(str(tmp_path / "classifier"))
    assert MultilayerPerceptronClassifier.load(str(tmp_path / "classifier")).getLayers() == [4, 5, 3]
    for metadata in (tmp_path / "classifier" / "metadata").glob("part-*"):
        assert '"org.apache.spark.ml.classification.MultilayerPerceptronClassifier"' in metadata.read_text()


def classified_weights(model):
    """The weights in MLlib's order: of each layer column by column, then the biases."""
    from safetensors.numpy import load_file

    path = pytest.exchange / "connect-sigmoid"
    model.write().overwrite().save(str(path))
    tensors = load_file(path / "data" / "model.safetensors")
    return np.concatenate(
        [
            part
            for i in range(2)
            for part in (tensors[f"layers.{i}.weight"].T.reshape(-1), tensors[f"layers.{i}.bias"])
        ]
    ).astype(np.float64)


def test_other_params_of_mllib_reach_lockstep(rows):
    slow = MultilayerPerceptronClassifier(layers=[4, 3], maxIter=3, solver="gd", stepSize=0.01).fit(rows)
    fast = MultilayerPerceptronClassifier(layers=[4, 3], maxIter=3, solver="gd", stepSize=0.02).fit(rows)
    assert len(slow.summary().objectiveHistory) == 3
    assert fast.summary().objectiveHistory[-1] < slow.summary().objectiveHistory[-1]
    with pytest.raises(Exception, match="layers must begin with 4, the size of the vectors in features, but begins with 7"):
        MultilayerPerceptronClassifier(layers=[7, 3]).fit(rows)
    with pytest.raises(Exception, match="initialWeights must not be set if Lockstep trains"):
        MultilayerPerceptronClassifier(layers=[4, 3], initialWeights=slow.weights).fit(rows)
