package dev.lockstep.estimator;

import dev.lockstep.format.ModelDescription;
import dev.lockstep.format.SavedModel;
import dev.lockstep.format.Weights;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Network;
import dev.lockstep.objective.Losses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** Writes the params of the estimators and models as Python classes. */
final class PythonParams {

    private static final int WIDTH = 110;

    /** Declared by the classes of pyspark that the Python estimators extend. */
    private static final Set<String> OF_SPARK =
            Set.of("featuresCol", "labelCol", "predictionCol", "rawPredictionCol", "probabilityCol", "thresholds");

    /** Declared by pyspark's {@code HasWeightCol}, which has no setter. */
    private static final String WEIGHT = "weightCol";

    private final StringBuilder out = new StringBuilder("""
            \"""The params of the estimators and models.

            Generated from the estimators in Java by PythonParamsTest, not to be edited. To write it anew:
            mvn test -Dtest=PythonParamsTest -Dlockstep.write=true
            \"""

            from __future__ import annotations

            from typing import Any, Dict, List, Optional, Sequence, TypeVar, Union

            from pyspark import keyword_only
            from pyspark.ml.param import Param, Params, TypeConverters
            from pyspark.ml.param.shared import HasWeightCol

            from ._session import java_peer
            from ._values import Words, floats, integers, texts, words

            #: As batchSize: all rows in every step.
            FULL_BATCH = %d

            P = TypeVar("P", bound=Params)
            """.formatted(LoopParams.FULL_BATCH));

    private PythonParams() {}

    static String source() {
        MlpClassifier classifier = new MlpClassifier();
        MlpRegressor regressor = new MlpRegressor();
        Params classes = new MlpClassificationModel("classes", VectorNetwork.of(linear("cross_entropy", 2)), null);
        Params numbers = new MlpRegressionModel("numbers", VectorNetwork.of(linear("mse", 1)), null);
        PythonParams python = new PythonParams();
        Predicate<Param<?>> both = param -> isSame(classifier, regressor, param);
        python.type("_MlpParams", "HasWeightCol", "Params of both estimators and of their models.");
        python.declare(classifier, both);
        python.type("_MlpSetters", "_MlpParams", "Setters of both estimators.");
        python.setters(own(classifier, both.or(param -> param.name().equals(WEIGHT))));
        python.type("_ModelParams", "_MlpParams", "Params of both models that the estimators do not have.");
        python.declare(classes, both.negate().and(param -> isSame(classes, numbers, param)));
        python.setters(own(classes, param -> isSetBy(classes, param) && isSetBy(numbers, param)));
        for (Params estimator : List.of(classifier, regressor)) {
            Params model = estimator == classifier ? classes : numbers;
            String name = "_" + estimator.getClass().getSimpleName();
            Predicate<Param<?>> alone = both.negate();
            python.type(name + "Params", "_MlpParams", "Params of the estimator and of its model.");
            python.declare(estimator, alone.and(param -> model.hasParam(param.name())));
            python.type(
                    name,
                    "_MlpSetters, " + name + "Params",
                    "The estimator's params, as arguments of the constructor.");
            python.declare(estimator, alone.and(param -> !model.hasParam(param.name())));
            python.constructor(estimator);
            python.setters(own(estimator, alone));
            python.type(
                    "_" + model.getClass().getSimpleName(), "_ModelParams, " + name + "Params", "The model's params.");
            python.setters(own(
                    model, param -> isSetBy(model, param) && !(isSetBy(classes, param) && isSetBy(numbers, param))));
        }
        return python.out.toString();
    }

    /** A model without hidden layers. */
    private static SavedModel linear(String loss, int outputs) {
        ModelDescription description = new ModelDescription(
                1,
                List.of(),
                outputs,
                Activations.CATALOG.choose("identity"),
                Losses.CATALOG.choose(loss),
                new ModelDescription.Scaled(false, false),
                ModelDescription.Names.NONE);
        Network network = description.network();
        return SavedModel.of(
                description,
                new Weights(network, new float[network.parameterCount()], Optional.empty(), Optional.empty()));
    }

    /** Whether two of them have a param with the same meaning, default and type. */
    private static boolean isSame(Params one, Params other, Param<?> param) {
        if (!one.hasParam(param.name()) || !other.hasParam(param.name())) {
            return false;
        }
        Param<?> same = other.getParam(param.name());
        return same.doc().equals(param.doc())
                && same.getClass() == param.getClass()
                && initial(one, one.getParam(param.name())).equals(initial(other, same));
    }

    /** A model has a setter for a param that can change after the training. */
    private static boolean isSetBy(Params model, Param<?> param) {
        return Stream.of(model.getClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("set" + capital(param.name())));
    }

    /** The params that pyspark's classes do not set. */
    private static List<Param<?>> own(Params params, Predicate<Param<?>> wanted) {
        return Stream.<Param<?>>of(params.params())
                .filter(param -> !OF_SPARK.contains(param.name()))
                .filter(wanted)
                .toList();
    }

    private void type(String name, String superclasses, String doc) {
        out.append(String.format("%n%nclass %s(%s):%n    \"\"\"%s\"\"\"%n", name, superclasses, doc));
    }

    /** Params, defaults and getters. */
    private void declare(Params params, Predicate<Param<?>> wanted) {
        List<Param<?>> own = own(params, wanted).stream()
                .filter(param -> !param.name().equals(WEIGHT))
                .toList();
        for (Param<?> param : own) {
            out.append(String.format(
                    "%n    %s: Param[%s] = Param(%n        Params._dummy(),%n        \"%s\",%n",
                    param.name(), kind(param).type(), param.name()));
            lines(param.doc(), 8).forEach(line -> out.append(line));
            out.append(String.format(
                    "        typeConverter=%s,%n    )%n", kind(param).converter()));
        }
        List<Param<?>> withDefault = own.stream()
                .filter(param -> !initial(params, param).equals("None"))
                .toList();
        if (!withDefault.isEmpty()) {
            out.append(String.format("%n    def __init__(self, *args: Any) -> None:%n        super().__init__(*args)%n"
                    + "        self._setDefault(%n"));
            withDefault.forEach(
                    param -> out.append(String.format("            %s=%s,%n", param.name(), initial(params, param))));
            out.append(String.format("        )%n"));
        }
        for (Param<?> param : own) {
            out.append(String.format(
                    "%n    def get%s(self) -> %s:%n        \"\"\"Gets the value of %s or its default.\"\"\"%n"
                            + "        return self.getOrDefault(self.%s)%n",
                    capital(param.name()), kind(param).type(), param.name(), param.name()));
        }
    }

    private void setters(List<Param<?>> params) {
        for (Param<?> param : params) {
            out.append(String.format(
                    "%n    def set%s(self: P, value: %s) -> P:%n        \"\"\"Sets the value of %s.\"\"\"%n"
                            + "        return self._set(%s=value)%n",
                    capital(param.name()), kind(param).accepted(), param.name(), param.name()));
        }
    }

    /** The constructor and setParams, with the same arguments. */
    private void constructor(Params estimator) {
        StringBuilder arguments = new StringBuilder("        self");
        StringBuilder meanings = new StringBuilder();
        for (Param<?> param : estimator.params()) {
            String initial = initial(estimator, param);
            String accepted = kind(param).accepted();
            String type = initial.equals("None") ? "Optional[" + accepted + "]" : accepted;
            arguments.append(arguments.indexOf("*") < 0 ? ",\n        *" : "");
            arguments.append(String.format(",%n        %s: %s = %s", param.name(), type, initial));
            meanings.append("        ").append(param.name()).append('\n');
            wrapped(param.doc(), WIDTH - 12)
                    .forEach(
                            line -> meanings.append("            ").append(line).append('\n'));
        }
        out.append(String.format(
                "%n    @keyword_only%n    def __init__(%n%s,%n    ) -> None:%n        \"\"\"%n        Parameters%n"
                        + "        ----------%n%s        \"\"\"%n        super().__init__()%n"
                        + "        self._java_obj = java_peer(\"%s\", self.uid)%n"
                        + "        kwargs: Dict[str, Any] = self._input_kwargs%n        self._set(**kwargs)%n",
                arguments, meanings, estimator.getClass().getSimpleName()));
        out.append(String.format(
                "%n    @keyword_only%n    def setParams(%n%s,%n    ) -> %s:%n"
                        + "        \"\"\"Sets the params that are given, as the constructor does.\"\"\"%n"
                        + "        kwargs: Dict[str, Any] = self._input_kwargs%n"
                        + "        return self._set(**kwargs)%n",
                arguments.toString().replaceFirst("self", "self: P"), "P"));
    }

    /** The text as Python literals that are joined, one a line. */
    private static List<String> lines(String text, int indent) {
        List<String> parts = wrapped(text, WIDTH - indent - 4);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            lines.add(" ".repeat(indent) + quoted(parts.get(i) + (last ? "" : " ")) + (last ? ",\n" : "\n"));
        }
        return lines;
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** What Python has for a class of params: the type of values, what setters accept, and what converts it. */
    private record Kind(String type, String accepted, String converter) {}

    private static Kind kind(Param<?> param) {
        if (param instanceof IntParam || param instanceof LongParam) {
            return new Kind("int", "int", "TypeConverters.toInt");
        }
        if (param instanceof DoubleParam) {
            return new Kind("float", "float", "TypeConverters.toFloat");
        }
        if (param instanceof BooleanParam) {
            return new Kind("bool", "bool", "TypeConverters.toBoolean");
        }
        if (param instanceof IntArrayParam) {
            return new Kind("List[int]", "Union[int, Sequence[int]]", "integers");
        }
        if (param instanceof DoubleArrayParam) {
            return new Kind("List[float]", "Union[float, Sequence[float]]", "floats");
        }
        boolean isName = ParamKeys.isName(param.name()) || param.name().matches(".*Cols?");
        if (param instanceof StringArrayParam) {
            return isName
                    ? new Kind("List[str]", "Sequence[str]", "TypeConverters.toListString")
                    : new Kind("List[str]", "Union[Words, Sequence[Words]]", "texts");
        }
        return isName ? new Kind("str", "str", "TypeConverters.toString") : new Kind("str", "Words", "words");
    }

    /** The default as a Python literal; None if there is none. */
    private static String initial(Params params, Param<?> param) {
        return params.hasDefault(param) ? literal(params.getDefault(param).get()) : "None";
    }

    private static String literal(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        if (value instanceof int[] wholes) {
            return Arrays.toString(wholes);
        }
        if (value instanceof double[] numbers) {
            return Arrays.toString(numbers);
        }
        if (value instanceof String[] words) {
            return Stream.of(words).map(PythonParams::quoted).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? quoted(text) : value.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
