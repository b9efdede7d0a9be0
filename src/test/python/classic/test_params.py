"""Every param of every class in Python is that of Java: its text, its default, and its value there and back."""

import pytest
from lockstep import MlpClassificationModel, MlpClassifier, MlpRegressionModel, MlpRegressor

#: A value other than the default for every param, and what it becomes if that is another.
VALUES = {
    "activation": (["tanh", {"name": "leaky_relu", "slope": 0.1}], ["tanh", '{"name": "leaky_relu", "slope": 0.1}']),
    "batchSize": (2**40, None),
    "blas": ("java", None),
    "classWeights": ({0: 1.0, 1: 5.0}, '{"0": 1.0, "1": 5.0}'),
    "clipNorm": (2, 2.0),
    "clipValue": (0.5, None),
    "dropout": (0.25, [0.25]),
    "earlyStopping": ({"metric": "loss", "patience": 3}, '{"metric": "loss", "patience": 3}'),
    "encode": ({"piecewise_linear": {"bins": 8}}, '{"piecewise_linear": {"bins": 8}}'),
    "engine": ("job", None),
    "ensemble": (3, None),
    "epochs": (7, None),
    "featuresCol": ("inputs", None),
    "hiddenLayers": (16, [16]),
    "initializeFrom": ("runs/digits", None),
    "initializer": ("he_normal", None),
    "l1": (0.01, None),
    "l2": (0.02, None),
    "labelCol": ("y", None),
    "labelCols": (["a", "b"], None),
    "learningRate": (0.1, None),
    "loss": ("{name: LOSS}", None),
    "maxNorm": ([2.0, 3.0], None),
    "numClasses": (5, None),
    "offsetCol": ("exposure", None),
    "optimizer": ({"name": "momentum", "nesterov": True}, '{"name": "momentum", "nesterov": true}'),
    "outputActivation": ("softplus", None),
    "predictionCol": ("guess", None),
    "preset": ("tabular", None),
    "probabilityCol": ("chances", None),
    "rawPredictionCol": ("raw", None),
    "residentTimeout": (5.0, None),
    "scale": ("robust", None),
    "scaleLabel": ("standard", None),
    "schedule": ({"name": "cosine", "over": 20}, '{"name": "cosine", "over": 20}'),
    "seed": (-(2**60), None),
    "shards": (4, None),
    "standardization": (False, None),
    "storage": ("dense", None),
    "thresholds": ([0.5, 0.3, 0.2], None),
    "uncertaintyCol": ("spread", None),
    "validationFraction": (0.2, None),
    "validationIndicatorCol": ("heldOut", None),
    "weightCol": ("w", None),
}

ESTIMATORS = [MlpClassifier, MlpRegressor]
#: Texts that pyspark has already, and Spark in Java says in other words.
OF_SPARK = {"weightCol", "featuresCol", "labelCol", "predictionCol", "rawPredictionCol", "probabilityCol", "thresholds"}


def value_of(name, estimator):
    given, becomes = VALUES[name]
    if name == "loss":
        given = "multiclass_hinge" if estimator is MlpClassifier else "huber"
    return given, given if becomes is None else becomes


def names_in_java(java_obj):
    return {param.name() for param in java_obj.params()}


def capital(name):
    return name[0].upper() + name[1:]


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_there_and_back_in_java(spark, tmp_path, estimator):
    instance = estimator()
    names = {param.name for param in instance.params}
    assert names == names_in_java(instance._java_obj)
    for name in sorted(names):
        given, expected = value_of(name, estimator)
        param = instance.getParam(name)
        java = instance._java_obj.getParam(name)
        if name not in OF_SPARK:
            assert param.doc == java.doc()
        assert instance.hasDefault(param) == instance._java_obj.hasDefault(java), name
        assert estimator(**{name: given}).getOrDefault(name) == expected
        assert getattr(instance, "set" + capital(name))(given) is instance
        assert getattr(instance, "get" + capital(name))() == expected
    instance.save(str(tmp_path / "saved"))
    loaded = estimator.load(str(tmp_path / "saved"))
    assert loaded.uid == instance.uid
    for name in sorted(names):
        assert loaded.getOrDefault(name) == value_of(name, estimator)[1], name
        assert loaded.isSet(name), name


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_defaults_are_those_of_java(spark, estimator):
    instance = estimator()
    fresh = estimator._from_java(getattr(spark._jvm.dev.lockstep.estimator, estimator.__name__)("fresh"))
    for param in instance.params:
        assert instance.isDefined(param) == fresh.isDefined(param.name), param.name
        if instance.isDefined(param):
            assert instance.getOrDefault(param) == fresh.getOrDefault(param.name), param.name


@pytest.mark.parametrize("estimator, model", zip(ESTIMATORS, [MlpClassificationModel, MlpRegressionModel]))
def test_a_model_has_the_params_of_its_estimator(spark, rows, estimator, model):
    trained = estimator(epochs=0).fit(rows)
    assert type(trained) is model
    names = {param.name for param in trained.params}
    assert names == names_in_java(trained._java_obj)
    assert {param.name for param in model().params} == names
    for param in trained.params:
        if param.name not in OF_SPARK:
            assert param.doc == trained._java_obj.getParam(param.name).doc()
        assert hasattr(trained, "get" + capital(param.name))


def test_every_value_is_another_than_the_default(spark):
    for estimator in ESTIMATORS:
        instance = estimator()
        for param in instance.params:
            if instance.hasDefault(param):
                assert value_of(param.name, estimator)[1] != instance.getOrDefault(param), param.name


def test_a_wrong_value_is_refused_by_name(spark, rows):
    with pytest.raises(TypeError, match="epochs"):
        MlpClassifier(epochs="many")
    with pytest.raises(TypeError):
        MlpClassifier([16])
    with pytest.raises(Exception, match='unknown optimizer "adm"; did you mean adam'):
        MlpClassifier(optimizer="adm").fit(rows)
