"""The params of the estimators and models.

Generated from the estimators in Java by PythonParamsTest, not to be edited. To write it anew:
mvn test -Dtest=PythonParamsTest -Dlockstep.write=true
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, TypeVar, Union

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.param.shared import HasWeightCol

from ._session import java_peer
from ._values import Words, floats, integers, texts, words

#: As batchSize: all rows in every step.
FULL_BATCH = 9223372036854775807

P = TypeVar("P", bound=Params)


class _MlpParams(HasWeightCol):
    """Params of both estimators and of their models."""

    activation: Param[List[str]] = Param(
        Params._dummy(),
        "activation",
        "activation function of the layer, one for all layers or one a layer; each one of identity, "
        "sigmoid, tanh, relu, leaky_relu, prelu, elu, swish, selu, gelu, softplus, mish",
        typeConverter=texts,
    )

    batchSize: Param[int] = Param(
        Params._dummy(),
        "batchSize",
        "rows per step, 9223372036854775807 for all; a whole number from 1",
        typeConverter=TypeConverters.toInt,
    )

    blas: Param[str] = Param(
        Params._dummy(),
        "blas",
        "implementation of matrix products: auto takes the fastest available of native (a native BLAS), "
        "vector (Java's Vector API) and java (plain loops, the same bits on any processor); auto, native, "
        "vector or java",
        typeConverter=words,
    )

    clipNorm: Param[float] = Param(
        Params._dummy(),
        "clipNorm",
        "largest norm of the gradient; a positive number",
        typeConverter=TypeConverters.toFloat,
    )

    clipValue: Param[float] = Param(
        Params._dummy(),
        "clipValue",
        "largest absolute value of a gradient element; a positive number",
        typeConverter=TypeConverters.toFloat,
    )

    dropout: Param[List[float]] = Param(
        Params._dummy(),
        "dropout",
        "dropout probability of the layer's outputs during training, one for all layers or one a layer; "
        "each in [0, 1)",
        typeConverter=floats,
    )

    earlyStopping: Param[str] = Param(
        Params._dummy(),
        "earlyStopping",
        "keeps the weights of the epoch with the best metric on the validation rows, and stops training "
        "when it stops improving; a mapping of keys or none",
        typeConverter=words,
    )

    encode: Param[str] = Param(
        Params._dummy(),
        "encode",
        "encoding of numbers: none; piecewise_linear, which adds to each number how far it is through each "
        "of its column's bins, from 0 to 1; piecewise_linear or {piecewise_linear: {bins, columns}} or none",
        typeConverter=words,
    )

    engine: Param[str] = Param(
        Params._dummy(),
        "engine",
        "how a step reaches the executors: a Spark job per step (job), or tasks that stay for an epoch "
        "(resident); the bits are the same; auto, job or resident",
        typeConverter=words,
    )

    ensemble: Param[int] = Param(
        Params._dummy(),
        "ensemble",
        "number of networks, trained together with the seeds `seed`, `seed + 1` and so on; the model "
        "averages their predictions; a whole number from 1 to 64",
        typeConverter=TypeConverters.toInt,
    )

    epochs: Param[int] = Param(
        Params._dummy(),
        "epochs",
        "passes over the training rows; 0 evaluates and saves the initial weights; auto takes about 6,000 "
        "steps, in 10 to 200 epochs; a whole number from 0 or auto",
        typeConverter=TypeConverters.toInt,
    )

    hiddenLayers: Param[List[int]] = Param(
        Params._dummy(),
        "hiddenLayers",
        "units of each hidden layer, none for a linear model; each a whole number from 1",
        typeConverter=integers,
    )

    initializeFrom: Param[str] = Param(
        Params._dummy(),
        "initializeFrom",
        "initial parameters: the folder of a run or a model, or a safetensors or ONNX file; a path or none",
        typeConverter=TypeConverters.toString,
    )

    initializer: Param[str] = Param(
        Params._dummy(),
        "initializer",
        "initializer of the weights and biases; one of zeros, normal, uniform, xavier_normal, "
        "xavier_uniform, he_normal, he_uniform, lecun_normal, lecun_uniform",
        typeConverter=words,
    )

    l1: Param[float] = Param(
        Params._dummy(),
        "l1",
        "coefficient of the L1 penalty, the sum of the absolute values of the weights; 0 or a positive "
        "number",
        typeConverter=TypeConverters.toFloat,
    )

    l2: Param[float] = Param(
        Params._dummy(),
        "l2",
        "coefficient of the L2 penalty, the sum of the squares of the weights; 0 or a positive number",
        typeConverter=TypeConverters.toFloat,
    )

    learningRate: Param[float] = Param(
        Params._dummy(),
        "learningRate",
        "learning rate, or the first one of a schedule; 0 or a positive number",
        typeConverter=TypeConverters.toFloat,
    )

    maxNorm: Param[List[float]] = Param(
        Params._dummy(),
        "maxNorm",
        "max-norm constraint: the largest norm of a unit's incoming weights, one for all layers or one a "
        "layer; each a positive number or none",
        typeConverter=floats,
    )

    optimizer: Param[str] = Param(
        Params._dummy(),
        "optimizer",
        "the update rule; one of sgd, momentum, adagrad, adadelta, rmsprop, adam, adamw, lbfgs",
        typeConverter=words,
    )

    preset: Param[str] = Param(
        Params._dummy(),
        "preset",
        "values of keys that the plan does not give: tabular, for tables, in its newest version; "
        "`tabular_1`, this version; tabular or tabular_1 or none",
        typeConverter=words,
    )

    residentTimeout: Param[float] = Param(
        Params._dummy(),
        "residentTimeout",
        "the heartbeat timeout of a resident task, in seconds; a number of seconds from 1",
        typeConverter=TypeConverters.toFloat,
    )

    scale: Param[str] = Param(
        Params._dummy(),
        "scale",
        "feature scaling: none; standard, to mean 0 and standard deviation 1; minmax, to the range from 0 "
        "to 1; robust, by median and quartiles, with outliers limited to ±3; quantile, to normal scores; "
        "computed from the training rows and saved with the model; none, standard, minmax, robust or "
        "quantile",
        typeConverter=words,
    )

    schedule: Param[str] = Param(
        Params._dummy(),
        "schedule",
        "schedule of the learning rate; one of constant, step, exponential, inverse_time, polynomial, "
        "cosine, warmup, plateau",
        typeConverter=words,
    )

    seed: Param[int] = Param(
        Params._dummy(),
        "seed",
        "seed of all randomness: initial weights, row order, dropout; it does not affect which rows are "
        "held out; a whole number of at most 64 bits",
        typeConverter=TypeConverters.toInt,
    )

    shards: Param[int] = Param(
        Params._dummy(),
        "shards",
        "number of shards, the unit of parallelism and of arithmetic: an upper limit for the tasks of a "
        "step; another number gives another model; a whole number from 1 to 65536",
        typeConverter=TypeConverters.toInt,
    )

    standardization: Param[bool] = Param(
        Params._dummy(),
        "standardization",
        "whether to scale features before training, and in the model; false is the scale none",
        typeConverter=TypeConverters.toBoolean,
    )

    storage: Param[str] = Param(
        Params._dummy(),
        "storage",
        "storage of rows on the executors; auto is sparse if fewer than one input in ten is non-zero; auto, "
        "dense or sparse",
        typeConverter=words,
    )

    uncertaintyCol: Param[str] = Param(
        Params._dummy(),
        "uncertaintyCol",
        "name of the column for the standard deviation over the networks of an ensemble, of the predicted "
        "number or of the probability of the predicted class; empty for none",
        typeConverter=TypeConverters.toString,
    )

    validationFraction: Param[float] = Param(
        Params._dummy(),
        "validationFraction",
        "fraction of the rows to validate with and not to train on, stratified by class and selected by "
        "content, instead of validationIndicatorCol; in (0, 1)",
        typeConverter=TypeConverters.toFloat,
    )

    validationIndicatorCol: Param[str] = Param(
        Params._dummy(),
        "validationIndicatorCol",
        "name of the column that is true for rows to validate with and false, or null, for rows to train on",
        typeConverter=TypeConverters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            activation=["relu"],
            batchSize=128,
            blas="auto",
            dropout=[0.0],
            earlyStopping="none",
            encode="none",
            engine="auto",
            ensemble=1,
            epochs=30,
            hiddenLayers=[],
            l1=0.0,
            l2=0.0,
            learningRate=0.001,
            optimizer="adam",
            preset="none",
            residentTimeout=30.0,
            scale="standard",
            schedule="constant",
            seed=0,
            shards=8,
            standardization=True,
            storage="auto",
            uncertaintyCol="",
        )

    def getActivation(self) -> List[str]:
        """Gets the value of activation or its default."""
        return self.getOrDefault(self.activation)

    def getBatchSize(self) -> int:
        """Gets the value of batchSize or its default."""
        return self.getOrDefault(self.batchSize)

    def getBlas(self) -> str:
        """Gets the value of blas or its default."""
        return self.getOrDefault(self.blas)

    def getClipNorm(self) -> float:
        """Gets the value of clipNorm or its default."""
        return self.getOrDefault(self.clipNorm)

    def getClipValue(self) -> float:
        """Gets the value of clipValue or its default."""
        return self.getOrDefault(self.clipValue)

    def getDropout(self) -> List[float]:
        """Gets the value of dropout or its default."""
        return self.getOrDefault(self.dropout)

    def getEarlyStopping(self) -> str:
        """Gets the value of earlyStopping or its default."""
        return self.getOrDefault(self.earlyStopping)

    def getEncode(self) -> str:
        """Gets the value of encode or its default."""
        return self.getOrDefault(self.encode)

    def getEngine(self) -> str:
        """Gets the value of engine or its default."""
        return self.getOrDefault(self.engine)

    def getEnsemble(self) -> int:
        """Gets the value of ensemble or its default."""
        return self.getOrDefault(self.ensemble)

    def getEpochs(self) -> int:
        """Gets the value of epochs or its default."""
        return self.getOrDefault(self.epochs)

    def getHiddenLayers(self) -> List[int]:
        """Gets the value of hiddenLayers or its default."""
        return self.getOrDefault(self.hiddenLayers)

    def getInitializeFrom(self) -> str:
        """Gets the value of initializeFrom or its default."""
        return self.getOrDefault(self.initializeFrom)

    def getInitializer(self) -> str:
        """Gets the value of initializer or its default."""
        return self.getOrDefault(self.initializer)

    def getL1(self) -> float:
        """Gets the value of l1 or its default."""
        return self.getOrDefault(self.l1)

    def getL2(self) -> float:
        """Gets the value of l2 or its default."""
        return self.getOrDefault(self.l2)

    def getLearningRate(self) -> float:
        """Gets the value of learningRate or its default."""
        return self.getOrDefault(self.learningRate)

    def getMaxNorm(self) -> List[float]:
        """Gets the value of maxNorm or its default."""
        return self.getOrDefault(self.maxNorm)

    def getOptimizer(self) -> str:
        """Gets the value of optimizer or its default."""
        return self.getOrDefault(self.optimizer)

    def getPreset(self) -> str:
        """Gets the value of preset or its default."""
        return self.getOrDefault(self.preset)

    def getResidentTimeout(self) -> float:
        """Gets the value of residentTimeout or its default."""
        return self.getOrDefault(self.residentTimeout)

    def getScale(self) -> str:
        """Gets the value of scale or its default."""
        return self.getOrDefault(self.scale)

    def getSchedule(self) -> str:
        """Gets the value of schedule or its default."""
        return self.getOrDefault(self.schedule)

    def getSeed(self) -> int:
        """Gets the value of seed or its default."""
        return self.getOrDefault(self.seed)

    def getShards(self) -> int:
        """Gets the value of shards or its default."""
        return self.getOrDefault(self.shards)

    def getStandardization(self) -> bool:
        """Gets the value of standardization or its default."""
        return self.getOrDefault(self.standardization)

    def getStorage(self) -> str:
        """Gets the value of storage or its default."""
        return self.getOrDefault(self.storage)

    def getUncertaintyCol(self) -> str:
        """Gets the value of uncertaintyCol or its default."""
        return self.getOrDefault(self.uncertaintyCol)

    def getValidationFraction(self) -> float:
        """Gets the value of validationFraction or its default."""
        return self.getOrDefault(self.validationFraction)

    def getValidationIndicatorCol(self) -> str:
        """Gets the value of validationIndicatorCol or its default."""
        return self.getOrDefault(self.validationIndicatorCol)


class _MlpSetters(_MlpParams):
    """Setters of both estimators."""

    def setActivation(self: P, value: Union[Words, Sequence[Words]]) -> P:
        """Sets the value of activation."""
        return self._set(activation=value)

    def setBatchSize(self: P, value: int) -> P:
        """Sets the value of batchSize."""
        return self._set(batchSize=value)

    def setBlas(self: P, value: Words) -> P:
        """Sets the value of blas."""
        return self._set(blas=value)

    def setClipNorm(self: P, value: float) -> P:
        """Sets the value of clipNorm."""
        return self._set(clipNorm=value)

    def setClipValue(self: P, value: float) -> P:
        """Sets the value of clipValue."""
        return self._set(clipValue=value)

    def setDropout(self: P, value: Union[float, Sequence[float]]) -> P:
        """Sets the value of dropout."""
        return self._set(dropout=value)

    def setEarlyStopping(self: P, value: Words) -> P:
        """Sets the value of earlyStopping."""
        return self._set(earlyStopping=value)

    def setEncode(self: P, value: Words) -> P:
        """Sets the value of encode."""
        return self._set(encode=value)

    def setEngine(self: P, value: Words) -> P:
        """Sets the value of engine."""
        return self._set(engine=value)

    def setEnsemble(self: P, value: int) -> P:
        """Sets the value of ensemble."""
        return self._set(ensemble=value)

    def setEpochs(self: P, value: int) -> P:
        """Sets the value of epochs."""
        return self._set(epochs=value)

    def setHiddenLayers(self: P, value: Union[int, Sequence[int]]) -> P:
        """Sets the value of hiddenLayers."""
        return self._set(hiddenLayers=value)

    def setInitializeFrom(self: P, value: str) -> P:
        """Sets the value of initializeFrom."""
        return self._set(initializeFrom=value)

    def setInitializer(self: P, value: Words) -> P:
        """Sets the value of initializer."""
        return self._set(initializer=value)

    def setL1(self: P, value: float) -> P:
        """Sets the value of l1."""
        return self._set(l1=value)

    def setL2(self: P, value: float) -> P:
        """Sets the value of l2."""
        return self._set(l2=value)

    def setLearningRate(self: P, value: float) -> P:
        """Sets the value of learningRate."""
        return self._set(learningRate=value)

    def setMaxNorm(self: P, value: Union[float, Sequence[float]]) -> P:
        """Sets the value of maxNorm."""
        return self._set(maxNorm=value)

    def setOptimizer(self: P, value: Words) -> P:
        """Sets the value of optimizer."""
        return self._set(optimizer=value)

    def setPreset(self: P, value: Words) -> P:
        """Sets the value of preset."""
        return self._set(preset=value)

    def setResidentTimeout(self: P, value: float) -> P:
        """Sets the value of residentTimeout."""
        return self._set(residentTimeout=value)

    def setScale(self: P, value: Words) -> P:
        """Sets the value of scale."""
        return self._set(scale=value)

    def setSchedule(self: P, value: Words) -> P:
        """Sets the value of schedule."""
        return self._set(schedule=value)

    def setSeed(self: P, value: int) -> P:
        """Sets the value of seed."""
        return self._set(seed=value)

    def setShards(self: P, value: int) -> P:
        """Sets the value of shards."""
        return self._set(shards=value)

    def setStandardization(self: P, value: bool) -> P:
        """Sets the value of standardization."""
        return self._set(standardization=value)

    def setStorage(self: P, value: Words) -> P:
        """Sets the value of storage."""
        return self._set(storage=value)

    def setUncertaintyCol(self: P, value: str) -> P:
        """Sets the value of uncertaintyCol."""
        return self._set(uncertaintyCol=value)

    def setValidationFraction(self: P, value: float) -> P:
        """Sets the value of validationFraction."""
        return self._set(validationFraction=value)

    def setValidationIndicatorCol(self: P, value: str) -> P:
        """Sets the value of validationIndicatorCol."""
        return self._set(validationIndicatorCol=value)

    def setWeightCol(self: P, value: str) -> P:
        """Sets the value of weightCol."""
        return self._set(weightCol=value)


class _ModelParams(_MlpParams):
    """Params of both models that the estimators do not have."""

    describe: Param[bool] = Param(
        Params._dummy(),
        "describe",
        "whether transform returns one row about the model, with the columns description, weightsSha256 and "
        "summary, instead of predictions",
        typeConverter=TypeConverters.toBoolean,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            describe=False,
        )

    def getDescribe(self) -> bool:
        """Gets the value of describe or its default."""
        return self.getOrDefault(self.describe)

    def setUncertaintyCol(self: P, value: str) -> P:
        """Sets the value of uncertaintyCol."""
        return self._set(uncertaintyCol=value)


class _MlpClassifierParams(_MlpParams):
    """Params of the estimator and of its model."""

    classWeights: Param[str] = Param(
        Params._dummy(),
        "classWeights",
        "weight of the rows of each class, during training only; none, balanced or {label: weight}",
        typeConverter=words,
    )

    loss: Param[str] = Param(
        Params._dummy(),
        "loss",
        "the objective to minimize; it determines whether labels are numbers, yes or no, or classes; a loss "
        "for classes",
        typeConverter=words,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            classWeights="none",
            loss="cross_entropy",
        )

    def getClassWeights(self) -> str:
        """Gets the value of classWeights or its default."""
        return self.getOrDefault(self.classWeights)

    def getLoss(self) -> str:
        """Gets the value of loss or its default."""
        return self.getOrDefault(self.loss)


class _MlpClassifier(_MlpSetters, _MlpClassifierParams):
    """The estimator's params, as arguments of the constructor."""

    numClasses: Param[int] = Param(
        Params._dummy(),
        "numClasses",
        "how many classes there are, also those without rows; undefined, the label column says it; a whole "
        "number from 2 to 65536",
        typeConverter=TypeConverters.toInt,
    )

    def getNumClasses(self) -> int:
        """Gets the value of numClasses or its default."""
        return self.getOrDefault(self.numClasses)

    @keyword_only
    def __init__(
        self,
        *,
        activation: Union[Words, Sequence[Words]] = ["relu"],
        batchSize: int = 128,
        blas: Words = "auto",
        classWeights: Words = "none",
        clipNorm: Optional[float] = None,
        clipValue: Optional[float] = None,
        dropout: Union[float, Sequence[float]] = [0.0],
        earlyStopping: Words = "none",
        encode: Words = "none",
        engine: Words = "auto",
        ensemble: int = 1,
        epochs: int = 30,
        featuresCol: str = "features",
        hiddenLayers: Union[int, Sequence[int]] = [],
        initializeFrom: Optional[str] = None,
        initializer: Optional[Words] = None,
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        learningRate: float = 0.001,
        loss: Words = "cross_entropy",
        maxNorm: Optional[Union[float, Sequence[float]]] = None,
        numClasses: Optional[int] = None,
        optimizer: Words = "adam",
        predictionCol: str = "prediction",
        preset: Words = "none",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        residentTimeout: float = 30.0,
        scale: Words = "standard",
        schedule: Words = "constant",
        seed: int = 0,
        shards: int = 8,
        standardization: bool = True,
        storage: Words = "auto",
        thresholds: Optional[Union[float, Sequence[float]]] = None,
        uncertaintyCol: str = "",
        validationFraction: Optional[float] = None,
        validationIndicatorCol: Optional[str] = None,
        weightCol: Optional[str] = None,
    ) -> None:
        """
        Parameters
        ----------
        activation
            activation function of the layer, one for all layers or one a layer; each one of identity,
            sigmoid, tanh, relu, leaky_relu, prelu, elu, swish, selu, gelu, softplus, mish
        batchSize
            rows per step, 9223372036854775807 for all; a whole number from 1
        blas
            implementation of matrix products: auto takes the fastest available of native (a native BLAS),
            vector (Java's Vector API) and java (plain loops, the same bits on any processor); auto, native,
            vector or java
        classWeights
            weight of the rows of each class, during training only; none, balanced or {label: weight}
        clipNorm
            largest norm of the gradient; a positive number
        clipValue
            largest absolute value of a gradient element; a positive number
        dropout
            dropout probability of the layer's outputs during training, one for all layers or one a layer;
            each in [0, 1)
        earlyStopping
            keeps the weights of the epoch with the best metric on the validation rows, and stops training
            when it stops improving; a mapping of keys or none
        encode
            encoding of numbers: none; piecewise_linear, which adds to each number how far it is through each
            of its column's bins, from 0 to 1; piecewise_linear or {piecewise_linear: {bins, columns}} or none
        engine
            how a step reaches the executors: a Spark job per step (job), or tasks that stay for an epoch
            (resident); the bits are the same; auto, job or resident
        ensemble
            number of networks, trained together with the seeds `seed`, `seed + 1` and so on; the model
            averages their predictions; a whole number from 1 to 64
        epochs
            passes over the training rows; 0 evaluates and saves the initial weights; auto takes about 6,000
            steps, in 10 to 200 epochs; a whole number from 0 or auto
        featuresCol
            features column name
        hiddenLayers
            units of each hidden layer, none for a linear model; each a whole number from 1
        initializeFrom
            initial parameters: the folder of a run or a model, or a safetensors or ONNX file; a path or none
        initializer
            initializer of the weights and biases; one of zeros, normal, uniform, xavier_normal,
            xavier_uniform, he_normal, he_uniform, lecun_normal, lecun_uniform
        l1
            coefficient of the L1 penalty, the sum of the absolute values of the weights; 0 or a positive
            number
        l2
            coefficient of the L2 penalty, the sum of the squares of the weights; 0 or a positive number
        labelCol
            label column name
        learningRate
            learning rate, or the first one of a schedule; 0 or a positive number
        loss
            the objective to minimize; it determines whether labels are numbers, yes or no, or classes; a loss
            for classes
        maxNorm
            max-norm constraint: the largest norm of a unit's incoming weights, one for all layers or one a
            layer; each a positive number or none
        numClasses
            how many classes there are, also those without rows; undefined, the label column says it; a whole
            number from 2 to 65536
        optimizer
            the update rule; one of sgd, momentum, adagrad, adadelta, rmsprop, adam, adamw, lbfgs
        predictionCol
            prediction column name
        preset
            values of keys that the plan does not give: tabular, for tables, in its newest version;
            `tabular_1`, this version; tabular or tabular_1 or none
        probabilityCol
            Column name for predicted class conditional probabilities. Note: Not all models output
            well-calibrated probability estimates! These probabilities should be treated as confidences, not
            precise probabilities
        rawPredictionCol
            raw prediction (a.k.a. confidence) column name
        residentTimeout
            the heartbeat timeout of a resident task, in seconds; a number of seconds from 1
        scale
            feature scaling: none; standard, to mean 0 and standard deviation 1; minmax, to the range from 0
            to 1; robust, by median and quartiles, with outliers limited to ±3; quantile, to normal scores;
            computed from the training rows and saved with the model; none, standard, minmax, robust or
            quantile
        schedule
            schedule of the learning rate; one of constant, step, exponential, inverse_time, polynomial,
            cosine, warmup, plateau
        seed
            seed of all randomness: initial weights, row order, dropout; it does not affect which rows are
            held out; a whole number of at most 64 bits
        shards
            number of shards, the unit of parallelism and of arithmetic: an upper limit for the tasks of a
            step; another number gives another model; a whole number from 1 to 65536
        standardization
            whether to scale features before training, and in the model; false is the scale none
        storage
            storage of rows on the executors; auto is sparse if fewer than one input in ten is non-zero; auto,
            dense or sparse
        thresholds
            Thresholds in multi-class classification to adjust the probability of predicting each class. Array
            must have length equal to the number of classes, with values > 0 excepting that at most one value
            may be 0. The class with largest value p/t is predicted, where p is the original probability of
            that class and t is the class's threshold
        uncertaintyCol
            name of the column for the standard deviation over the networks of an ensemble, of the predicted
            number or of the probability of the predicted class; empty for none
        validationFraction
            fraction of the rows to validate with and not to train on, stratified by class and selected by
            content, instead of validationIndicatorCol; in (0, 1)
        validationIndicatorCol
            name of the column that is true for rows to validate with and false, or null, for rows to train on
        weightCol
            weight column name; without it every row counts 1
        """
        super().__init__()
        self._java_obj = java_peer("MlpClassifier", self.uid)
        kwargs: Dict[str, Any] = self._input_kwargs
        self._set(**kwargs)

    @keyword_only
    def setParams(
        self: P,
        *,
        activation: Union[Words, Sequence[Words]] = ["relu"],
        batchSize: int = 128,
        blas: Words = "auto",
        classWeights: Words = "none",
        clipNorm: Optional[float] = None,
        clipValue: Optional[float] = None,
        dropout: Union[float, Sequence[float]] = [0.0],
        earlyStopping: Words = "none",
        encode: Words = "none",
        engine: Words = "auto",
        ensemble: int = 1,
        epochs: int = 30,
        featuresCol: str = "features",
        hiddenLayers: Union[int, Sequence[int]] = [],
        initializeFrom: Optional[str] = None,
        initializer: Optional[Words] = None,
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        learningRate: float = 0.001,
        loss: Words = "cross_entropy",
        maxNorm: Optional[Union[float, Sequence[float]]] = None,
        numClasses: Optional[int] = None,
        optimizer: Words = "adam",
        predictionCol: str = "prediction",
        preset: Words = "none",
        probabilityCol: str = "probability",
        rawPredictionCol: str = "rawPrediction",
        residentTimeout: float = 30.0,
        scale: Words = "standard",
        schedule: Words = "constant",
        seed: int = 0,
        shards: int = 8,
        standardization: bool = True,
        storage: Words = "auto",
        thresholds: Optional[Union[float, Sequence[float]]] = None,
        uncertaintyCol: str = "",
        validationFraction: Optional[float] = None,
        validationIndicatorCol: Optional[str] = None,
        weightCol: Optional[str] = None,
    ) -> P:
        """Sets the params that are given, as the constructor does."""
        kwargs: Dict[str, Any] = self._input_kwargs
        return self._set(**kwargs)

    def setClassWeights(self: P, value: Words) -> P:
        """Sets the value of classWeights."""
        return self._set(classWeights=value)

    def setLoss(self: P, value: Words) -> P:
        """Sets the value of loss."""
        return self._set(loss=value)

    def setNumClasses(self: P, value: int) -> P:
        """Sets the value of numClasses."""
        return self._set(numClasses=value)


class _MlpClassificationModel(_ModelParams, _MlpClassifierParams):
    """The model's params."""


class _MlpRegressorParams(_MlpParams):
    """Params of the estimator and of its model."""

    labelCols: Param[List[str]] = Param(
        Params._dummy(),
        "labelCols",
        "label column names, instead of labelCol",
        typeConverter=TypeConverters.toListString,
    )

    loss: Param[str] = Param(
        Params._dummy(),
        "loss",
        "the objective to minimize; it determines whether labels are numbers, yes or no, or classes; one of "
        "mse, mae, rmse, huber, log_cosh, quantile, poisson, gamma, tweedie, binary_cross_entropy, "
        "binary_focal, hinge, cross_entropy, focal, kl_divergence, multiclass_hinge",
        typeConverter=words,
    )

    offsetCol: Param[str] = Param(
        Params._dummy(),
        "offsetCol",
        "offset column name; without it nothing is added to the outputs",
        typeConverter=TypeConverters.toString,
    )

    outputActivation: Param[str] = Param(
        Params._dummy(),
        "outputActivation",
        "activation function of the outputs; only with a regression loss without a log link; one of "
        "identity, sigmoid, tanh, relu, leaky_relu, prelu, elu, swish, selu, gelu, softplus, mish",
        typeConverter=words,
    )

    scaleLabel: Param[str] = Param(
        Params._dummy(),
        "scaleLabel",
        "label scaling in a regression without a log link: standard trains on mean 0 and standard deviation "
        "1; predictions and metrics are in the original unit; none or standard",
        typeConverter=words,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            loss="mse",
            outputActivation="identity",
            scaleLabel="none",
        )

    def getLabelCols(self) -> List[str]:
        """Gets the value of labelCols or its default."""
        return self.getOrDefault(self.labelCols)

    def getLoss(self) -> str:
        """Gets the value of loss or its default."""
        return self.getOrDefault(self.loss)

    def getOffsetCol(self) -> str:
        """Gets the value of offsetCol or its default."""
        return self.getOrDefault(self.offsetCol)

    def getOutputActivation(self) -> str:
        """Gets the value of outputActivation or its default."""
        return self.getOrDefault(self.outputActivation)

    def getScaleLabel(self) -> str:
        """Gets the value of scaleLabel or its default."""
        return self.getOrDefault(self.scaleLabel)


class _MlpRegressor(_MlpSetters, _MlpRegressorParams):
    """The estimator's params, as arguments of the constructor."""

    @keyword_only
    def __init__(
        self,
        *,
        activation: Union[Words, Sequence[Words]] = ["relu"],
        batchSize: int = 128,
        blas: Words = "auto",
        clipNorm: Optional[float] = None,
        clipValue: Optional[float] = None,
        dropout: Union[float, Sequence[float]] = [0.0],
        earlyStopping: Words = "none",
        encode: Words = "none",
        engine: Words = "auto",
        ensemble: int = 1,
        epochs: int = 30,
        featuresCol: str = "features",
        hiddenLayers: Union[int, Sequence[int]] = [],
        initializeFrom: Optional[str] = None,
        initializer: Optional[Words] = None,
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        labelCols: Optional[Sequence[str]] = None,
        learningRate: float = 0.001,
        loss: Words = "mse",
        maxNorm: Optional[Union[float, Sequence[float]]] = None,
        offsetCol: Optional[str] = None,
        optimizer: Words = "adam",
        outputActivation: Words = "identity",
        predictionCol: str = "prediction",
        preset: Words = "none",
        residentTimeout: float = 30.0,
        scale: Words = "standard",
        scaleLabel: Words = "none",
        schedule: Words = "constant",
        seed: int = 0,
        shards: int = 8,
        standardization: bool = True,
        storage: Words = "auto",
        uncertaintyCol: str = "",
        validationFraction: Optional[float] = None,
        validationIndicatorCol: Optional[str] = None,
        weightCol: Optional[str] = None,
    ) -> None:
        """
        Parameters
        ----------
        activation
            activation function of the layer, one for all layers or one a layer; each one of identity,
            sigmoid, tanh, relu, leaky_relu, prelu, elu, swish, selu, gelu, softplus, mish
        batchSize
            rows per step, 9223372036854775807 for all; a whole number from 1
        blas
            implementation of matrix products: auto takes the fastest available of native (a native BLAS),
            vector (Java's Vector API) and java (plain loops, the same bits on any processor); auto, native,
            vector or java
        clipNorm
            largest norm of the gradient; a positive number
        clipValue
            largest absolute value of a gradient element; a positive number
        dropout
            dropout probability of the layer's outputs during training, one for all layers or one a layer;
            each in [0, 1)
        earlyStopping
            keeps the weights of the epoch with the best metric on the validation rows, and stops training
            when it stops improving; a mapping of keys or none
        encode
            encoding of numbers: none; piecewise_linear, which adds to each number how far it is through each
            of its column's bins, from 0 to 1; piecewise_linear or {piecewise_linear: {bins, columns}} or none
        engine
            how a step reaches the executors: a Spark job per step (job), or tasks that stay for an epoch
            (resident); the bits are the same; auto, job or resident
        ensemble
            number of networks, trained together with the seeds `seed`, `seed + 1` and so on; the model
            averages their predictions; a whole number from 1 to 64
        epochs
            passes over the training rows; 0 evaluates and saves the initial weights; auto takes about 6,000
            steps, in 10 to 200 epochs; a whole number from 0 or auto
        featuresCol
            features column name
        hiddenLayers
            units of each hidden layer, none for a linear model; each a whole number from 1
        initializeFrom
            initial parameters: the folder of a run or a model, or a safetensors or ONNX file; a path or none
        initializer
            initializer of the weights and biases; one of zeros, normal, uniform, xavier_normal,
            xavier_uniform, he_normal, he_uniform, lecun_normal, lecun_uniform
        l1
            coefficient of the L1 penalty, the sum of the absolute values of the weights; 0 or a positive
            number
        l2
            coefficient of the L2 penalty, the sum of the squares of the weights; 0 or a positive number
        labelCol
            label column name
        labelCols
            label column names, instead of labelCol
        learningRate
            learning rate, or the first one of a schedule; 0 or a positive number
        loss
            the objective to minimize; it determines whether labels are numbers, yes or no, or classes; one of
            mse, mae, rmse, huber, log_cosh, quantile, poisson, gamma, tweedie, binary_cross_entropy,
            binary_focal, hinge, cross_entropy, focal, kl_divergence, multiclass_hinge
        maxNorm
            max-norm constraint: the largest norm of a unit's incoming weights, one for all layers or one a
            layer; each a positive number or none
        offsetCol
            offset column name; without it nothing is added to the outputs
        optimizer
            the update rule; one of sgd, momentum, adagrad, adadelta, rmsprop, adam, adamw, lbfgs
        outputActivation
            activation function of the outputs; only with a regression loss without a log link; one of
            identity, sigmoid, tanh, relu, leaky_relu, prelu, elu, swish, selu, gelu, softplus, mish
        predictionCol
            prediction column name
        preset
            values of keys that the plan does not give: tabular, for tables, in its newest version;
            `tabular_1`, this version; tabular or tabular_1 or none
        residentTimeout
            the heartbeat timeout of a resident task, in seconds; a number of seconds from 1
        scale
            feature scaling: none; standard, to mean 0 and standard deviation 1; minmax, to the range from 0
            to 1; robust, by median and quartiles, with outliers limited to ±3; quantile, to normal scores;
            computed from the training rows and saved with the model; none, standard, minmax, robust or
            quantile
        scaleLabel
            label scaling in a regression without a log link: standard trains on mean 0 and standard deviation
            1; predictions and metrics are in the original unit; none or standard
        schedule
            schedule of the learning rate; one of constant, step, exponential, inverse_time, polynomial,
            cosine, warmup, plateau
        seed
            seed of all randomness: initial weights, row order, dropout; it does not affect which rows are
            held out; a whole number of at most 64 bits
        shards
            number of shards, the unit of parallelism and of arithmetic: an upper limit for the tasks of a
            step; another number gives another model; a whole number from 1 to 65536
        standardization
            whether to scale features before training, and in the model; false is the scale none
        storage
            storage of rows on the executors; auto is sparse if fewer than one input in ten is non-zero; auto,
            dense or sparse
        uncertaintyCol
            name of the column for the standard deviation over the networks of an ensemble, of the predicted
            number or of the probability of the predicted class; empty for none
        validationFraction
            fraction of the rows to validate with and not to train on, stratified by class and selected by
            content, instead of validationIndicatorCol; in (0, 1)
        validationIndicatorCol
            name of the column that is true for rows to validate with and false, or null, for rows to train on
        weightCol
            weight column name; without it every row counts 1
        """
        super().__init__()
        self._java_obj = java_peer("MlpRegressor", self.uid)
        kwargs: Dict[str, Any] = self._input_kwargs
        self._set(**kwargs)

    @keyword_only
    def setParams(
        self: P,
        *,
        activation: Union[Words, Sequence[Words]] = ["relu"],
        batchSize: int = 128,
        blas: Words = "auto",
        clipNorm: Optional[float] = None,
        clipValue: Optional[float] = None,
        dropout: Union[float, Sequence[float]] = [0.0],
        earlyStopping: Words = "none",
        encode: Words = "none",
        engine: Words = "auto",
        ensemble: int = 1,
        epochs: int = 30,
        featuresCol: str = "features",
        hiddenLayers: Union[int, Sequence[int]] = [],
        initializeFrom: Optional[str] = None,
        initializer: Optional[Words] = None,
        l1: float = 0.0,
        l2: float = 0.0,
        labelCol: str = "label",
        labelCols: Optional[Sequence[str]] = None,
        learningRate: float = 0.001,
        loss: Words = "mse",
        maxNorm: Optional[Union[float, Sequence[float]]] = None,
        offsetCol: Optional[str] = None,
        optimizer: Words = "adam",
        outputActivation: Words = "identity",
        predictionCol: str = "prediction",
        preset: Words = "none",
        residentTimeout: float = 30.0,
        scale: Words = "standard",
        scaleLabel: Words = "none",
        schedule: Words = "constant",
        seed: int = 0,
        shards: int = 8,
        standardization: bool = True,
        storage: Words = "auto",
        uncertaintyCol: str = "",
        validationFraction: Optional[float] = None,
        validationIndicatorCol: Optional[str] = None,
        weightCol: Optional[str] = None,
    ) -> P:
        """Sets the params that are given, as the constructor does."""
        kwargs: Dict[str, Any] = self._input_kwargs
        return self._set(**kwargs)

    def setLabelCols(self: P, value: Sequence[str]) -> P:
        """Sets the value of labelCols."""
        return self._set(labelCols=value)

    def setLoss(self: P, value: Words) -> P:
        """Sets the value of loss."""
        return self._set(loss=value)

    def setOffsetCol(self: P, value: str) -> P:
        """Sets the value of offsetCol."""
        return self._set(offsetCol=value)

    def setOutputActivation(self: P, value: Words) -> P:
        """Sets the value of outputActivation."""
        return self._set(outputActivation=value)

    def setScaleLabel(self: P, value: Words) -> P:
        """Sets the value of scaleLabel."""
        return self._set(scaleLabel=value)


class _MlpRegressionModel(_ModelParams, _MlpRegressorParams):
    """The model's params."""

    def setOffsetCol(self: P, value: str) -> P:
        """Sets the value of offsetCol."""
        return self._set(offsetCol=value)
