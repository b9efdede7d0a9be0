package dev.lockstep.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.evaluation.Metrics;
import dev.lockstep.network.Activations;
import dev.lockstep.network.Initializers;
import dev.lockstep.objective.Losses;
import dev.lockstep.optimizer.Optimizers;
import dev.lockstep.optimizer.Schedules;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.run.ExitCode;
import dev.lockstep.run.Failure;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to get a plan wrong has its message: where, which key, what is allowed and what it is. */
class BadPlanTest {

    private static final String DATA = "data: {train: a.csv, label: y}\n";
    private static final String LOSS = "loss: mse\n";
    private static final String OUTPUT = "output: runs/x\n";
    private static final String ROOT_KEYS =
            "known: name, preset, seed, data, network, loss, penalty, classWeights, optimizer, learningRate,"
                    + " clip, math, training, checkpoint, report, publish, output";
    private static final String TRAINING_KEYS =
            "known: epochs, batchSize, shards, ensemble, engine, residentTimeout, stopAfterSeconds, earlyStopping";
    private static final String SOURCE = "a path or {path, format, options}";
    private static final String HIDDEN = "network: {hidden: [{units: 4}, {units: 3}]}";

    private record Row(String plan, List<String> overrides, String message) {

        Row(String plan, String message) {
            this(plan, List.of(), "conf/x.yaml: " + message);
        }
    }

    /** A good plan with one more line. */
    private static Row line(String line, String message) {
        return new Row(DATA + LOSS + OUTPUT + line + "\n", message);
    }

    /** A good plan with other data. */
    private static Row data(String data, String message) {
        return new Row("data: " + data + "\n" + LOSS + OUTPUT, message);
    }

    /** A good plan with one more line and an override. */
    private static Row set(String line, String override, String message) {
        return new Row(DATA + LOSS + OUTPUT + line + "\n", List.of(override), message);
    }

    private static String known(Catalog<?> catalog) {
        return "known: " + String.join(", ", catalog.names());
    }

    private static String oneOf(Catalog<?> catalog) {
        return "one of " + String.join(", ", catalog.names());
    }

    static Stream<Row> keys() {
        return Stream.of(
                line("optimiser: sgd", "unknown key \"optimiser\"; did you mean optimizer? " + ROOT_KEYS),
                line("\"a\\nb\": 1", "unknown key \"a b\"; " + ROOT_KEYS),
                line("training: {epoch: 3}", "training: unknown key \"epoch\"; did you mean epochs? " + TRAINING_KEYS),
                line("training: {workers: 3}", "training: unknown key \"workers\"; " + TRAINING_KEYS),
                line("math: {blast: java}", "math: unknown key \"blast\"; did you mean blas? known: blas"),
                line("penalty: {l3: 1}", "penalty: unknown key \"l3\"; did you mean l1? known: l1, l2"),
                line("network: {output: {units: 3}}", "network.output: unknown key \"units\"; known: activation"),
                data(
                        "{train: {path: a, formt: csv}, label: y}",
                        "data.train: unknown key \"formt\"; did you mean format? known: path, format, options"),
                data(
                        "{train: a, label: y, validation: {fraction: 0.1, path: b}}",
                        "data.validation: unknown key \"path\"; known: fraction"),
                new Row(LOSS + OUTPUT, "data must be a mapping of keys but is missing"),
                new Row(DATA + OUTPUT, "loss must be " + oneOf(Losses.CATALOG) + " but is missing"),
                new Row(
                        DATA + OUTPUT + "los: mse\n",
                        "loss must be " + oneOf(Losses.CATALOG) + " but is missing; is \"los\" a misspelling of it?"),
                new Row(DATA + LOSS, "output must be a path but is missing"),
                data("{label: y}", "data.train must be " + SOURCE + " but is missing"),
                data("{train: a}", "data.label must be a column or a list of them but is missing"),
                data(
                        "{train: {pth: a}, label: y}",
                        "data.train: unknown key \"pth\"; did you mean path? known: path, format, options"),
                data("{train: {}, label: y}", "data.train.path must be a path but is missing"),
                line(
                        "network: {hidden: [{unit: 3}]}",
                        "network.hidden[0].units must be a whole number from 1 but is missing;"
                                + " is \"unit\" a misspelling of it?"),
                line(
                        "optimizer: {beta1: 0.9}",
                        "optimizer.name must be " + oneOf(Optimizers.CATALOG) + " but is missing"));
    }

    static Stream<Row> values() {
        String whole = " must be a whole number from 1 but is ";
        String notNegative = " must be 0 or a positive number but is ";
        String batch = "training.batchSize must be a whole number from 1, full or auto but is ";
        return Stream.of(
                line("name: 3", "name must be text but is 3"),
                line("name:", "name must be text but is empty"),
                line("name: [a]", "name must be text but is [\"a\"]"),
                line("seed: 1.5", "seed must be a whole number of at most 64 bits but is 1.5"),
                line(
                        "seed: 9223372036854775808",
                        "seed must be a whole number of at most 64 bits but is 9223372036854775808"),
                line("publish: {to: ' '}", "publish.to must be a path but is empty"),
                line("publish: models", "publish must be a mapping of keys or none but is models"),
                line("publish: {metric: loss}", "publish.to must be a path but is missing"),
                line(
                        "publish: {to: m}",
                        "publish needs rows to measure on, but data.test and data.validation are none"),
                line(
                        "publish: {to: m, minimum: 0.5}",
                        "publish.minimum must be none with the publish.metric loss, which should be low;"
                                + " use publish.maximum"),
                line(
                        "publish: {to: m, metric: r2, maximum: 0.5}",
                        "publish.maximum must be none with the publish.metric r2, which should be high;"
                                + " use publish.minimum"),
                line("publish: {to: m, keep: 0}", "publish.keep must be a whole number from 1 but is 0"),
                line(
                        "publish: {to: m, notWorseBy: -1}",
                        "publish.notWorseBy must be 0 or a positive number, {absolute}, {relative} or none but is -1"),
                line(
                        "publish: {to: m, notWorseBy: {relative: -1}}",
                        "publish.notWorseBy.relative must be 0 or a positive number but is -1"),
                line(
                        "publish: {to: m, notWorseBy: {share: 1}}",
                        "publish.notWorseBy.absolute must be 0 or a positive number but is missing"),
                line("training: {epochs: -3}", "training.epochs must be a whole number from 0 or auto but is -3"),
                line("training: {epochs: 1.5}", "training.epochs must be a whole number from 0 or auto but is 1.5"),
                line("training: {epochs: '3'}", "training.epochs must be a whole number from 0 or auto but is \"3\""),
                line("training: {epochs: 010}", "training.epochs must be a whole number from 0 or auto but is \"010\""),
                line("training: {epochs: true}", "training.epochs must be a whole number from 0 or auto but is true"),
                line("training: {epochs: }", "training.epochs must be a whole number from 0 or auto but is empty"),
                line("training: {batchSize: 0}", batch + "0"),
                line("training: {batchSize: ful}", batch + "ful"),
                line("training: {shards: 0}", "training.shards must be a whole number from 1 to 65536 but is 0"),
                line(
                        "training: {shards: 65537}",
                        "training.shards must be a whole number from 1 to 65536 but is 65537"),
                line("training: {ensemble: 2.5}", "training.ensemble must be a whole number from 1 to 64 but is 2.5"),
                line(
                        "training: {ensemble: 2}\nnetwork: {initializeFrom: runs/a}",
                        "network.initializeFrom must be none with training.ensemble 2, whose networks differ by their"
                                + " initial weights"),
                line("training: {engine: jobs}", "training.engine must be auto, job or resident but is jobs"),
                line(
                        "training: {residentTimeout: 0.5}",
                        "training.residentTimeout must be a number of seconds from 1 but is 0.5"),
                line("training: 3", "training must be a mapping of keys but is 3"),
                line(
                        "training: {earlyStopping: true}",
                        "training.earlyStopping must be a mapping of keys or none but is true"),
                line(
                        "training: {earlyStopping: {patience: 0}}",
                        "training.earlyStopping.patience must be a whole number from 1 or none but is 0"),
                line(
                        "training: {earlyStopping: {minDelta: -1}}",
                        "training.earlyStopping.minDelta" + notNegative + "-1"),
                line("network: {hidden: 64}", "network.hidden must be a list but is 64"),
                line("network: {hidden: [64]}", "network.hidden[0] must be a mapping of keys but is 64"),
                line("network: {hidden: [{units: 4}, {units: 0}]}", "network.hidden[1].units" + whole + "0"),
                line(
                        "network: {hidden: [{units: 4, dropout: 1}]}",
                        "network.hidden[0].dropout must be in [0, 1) but is 1"),
                line("penalty: 0.1", "penalty must be a mapping of keys or none but is 0.1"),
                line("penalty: {l1: -1}", "penalty.l1" + notNegative + "-1"),
                line("penalty: {l2: .inf}", "penalty.l2" + notNegative + "\".inf\""),
                line("penalty: {l2: 1e999}", "penalty.l2" + notNegative + "\"1e999\""),
                line("learningRate: -1", "learningRate" + notNegative + "-1"),
                line(
                        "learningRate: true",
                        "learningRate must be a number or " + oneOf(Schedules.CATALOG) + " but is true"),
                line(
                        "network: {hidden: [{units: 4, maxNorm: 0}]}",
                        "network.hidden[0].maxNorm must be a positive number or none but is 0"),
                line(
                        "training: {stopAfterSeconds: 0}",
                        "training.stopAfterSeconds must be a positive number or none but is 0"),
                line(
                        "checkpoint: {everySteps: often}",
                        "checkpoint.everySteps must be a whole number from 1 or none but is often"),
                line("network: {initializeFrom: 3}", "network.initializeFrom must be a path or none but is 3"),
                line("classWeights: 3", "classWeights must be none, balanced or {label: weight} but is 3"),
                line("classWeights: {a: -1}", "classWeights.a" + notNegative + "-1"),
                line("clip: 1", "clip must be {norm}, {value} or none but is 1"),
                line("clip: {norm: 0}", "clip.norm must be a positive number but is 0"),
                line("clip: {nrm: 1}", "clip must be {norm}, {value} or none but is {\"nrm\":1}"),
                line(
                        "clip: {norm: 1, value: 2}",
                        "clip must be {norm}, {value} or none but is {\"norm\":1,\"value\":2}"),
                data("{train: 3, label: y}", "data.train must be " + SOURCE + " but is 3"),
                data(
                        "{train: {path: a, format: 3}, label: y}",
                        "data.train.format must be the name of a reader but is 3"),
                data(
                        "{train: {path: a, options: [1]}, label: y}",
                        "data.train.options must be a mapping of keys but is [1]"),
                data(
                        "{train: {path: a, options: {sep: {}}}, label: y}",
                        "data.train.options.sep must be text, a number, true or false but is {}"),
                data("{train: a, label: []}", "data.label must name at least one column but is empty"),
                data("{train: a, label: [y, z, y]}", "data.label must name each column once but repeats y"),
                data("{train: a, label: [y, {}]}", "data.label[1] must be a column but is {}"),
                data(
                        "{train: a, label: y, features: {}}",
                        "data.features must be a column or pattern or a list of them but is {}"),
                data("{train: a, label: y, weight: {}}", "data.weight must be a column or none but is {}"),
                data(
                        "{train: a, label: y, test: }",
                        "data.test must be {fraction}, " + SOURCE + " or none but is empty"),
                data(
                        "{train: a, label: y, scale: max}",
                        "data.scale must be none, standard, minmax, robust or quantile but is max"),
                data(
                        "{train: a, label: y, categorical: {columns: [a], hash: 1}}",
                        "data.categorical.hash must be a whole number from 2 to 16777216 or none but is 1"),
                data(
                        "{train: a, label: y, categorical: {columns: [a], hash: 8, unseen: error}}",
                        "data.categorical.unseen must not be given with data.categorical.hash, with which every category has an"
                                + " input"),
                data("{train: a, label: y, rows: l1}", "data.rows must be none or unit but is l1"),
                data(
                        "{train: a, label: y, rows: unit, scale: standard}",
                        "data.scale must be none with data.rows: unit but is standard"),
                data("{train: a, label: y, divideBy: 0}", "data.divideBy must be a positive number or none but is 0"),
                data(
                        "{train: a, label: y, divideBy: 255, scale: standard}",
                        "data.scale must be none with data.divideBy but is standard"),
                data(
                        "{train: a, label: y, scaleLabel: robust}",
                        "data.scaleLabel must be none or standard but is robust"),
                data(
                        "{train: a, label: y, encode: piecewise}",
                        "data.encode must be piecewise_linear or {piecewise_linear: {bins, columns}} or none but is"
                                + " piecewise"),
                data(
                        "{train: a, label: y, encode: {piecewise_linear: {bins: 1}}}",
                        "data.encode.piecewise_linear.bins must be a whole number from 2 to 1000 but is 1"),
                data(
                        "{train: a, label: y, encode: {piecewise_linear: {bin: 3}}}",
                        "data.encode.piecewise_linear: unknown key \"bin\"; did you mean bins? known: bins, columns"),
                data(
                        "{train: a, label: y, scaleLabel: minmax}",
                        "data.scaleLabel must be none or standard but is minmax"),
                data("{train: a, label: y, test: {fraction: 0}}", "data.test.fraction must be in (0, 1) but is 0"),
                data(
                        "{train: a, label: y, validation: {fraction: 1}}",
                        "data.validation.fraction must be in (0, 1) but is 1"),
                data(
                        "{train: a, label: y, validation: {fracton: 0.1}}",
                        "data.validation must be {fraction}, " + SOURCE + " or none but is {\"fracton\":0.1}"),
                data(
                        "{train: a, label: y, validation: 0.1}",
                        "data.validation must be {fraction}, " + SOURCE + " or none but is 0.1"));
    }

    static Stream<Row> names() {
        String unknownAdam = "unknown optimizer \"adamm\"; did you mean adam? " + known(Optimizers.CATALOG);
        return Stream.of(
                new Row(
                        DATA + OUTPUT + "loss: msee\n",
                        "unknown loss \"msee\"; did you mean mse? " + known(Losses.CATALOG)),
                line("optimizer: adamm", unknownAdam),
                line("optimizer: {name: adamm}", "optimizer.name: " + unknownAdam),
                line("optimizer: 3", "optimizer must be " + oneOf(Optimizers.CATALOG) + " but is 3"),
                line("optimizer:", "optimizer must be " + oneOf(Optimizers.CATALOG) + " but is empty"),
                line("optimizer: {name: adam, beta1: 1.5}", "optimizer.beta1 must be in [0, 1) but is 1.5"),
                line("optimizer: {name: adam, beta1: }", "optimizer.beta1 must be in [0, 1) but is empty"),
                line("optimizer: {name: momentum, nesterov: 1}", "optimizer.nesterov must be true or false but is 1"),
                line(
                        "optimizer: {name: adam, beta3: 0.9}",
                        "optimizer: unknown parameter of adam \"beta3\"; did you mean beta1?"
                                + " known: beta1, beta2, epsilon"),
                line("optimizer: {name: sgd, rate: 1}", "optimizer: sgd takes no parameters but has rate"),
                line(
                        "learningRate: constnt",
                        "unknown learningRate \"constnt\"; did you mean constant? " + known(Schedules.CATALOG)),
                line("learningRate: step", "learningRate: step needs every, a whole number from 1"),
                line(
                        "learningRate: {name: step, every: 0.5, factor: 2}",
                        "learningRate.every must be a whole number from 1 but is 0.5"),
                line(
                        "learningRate: {name: step, every: 2, factor: 2, per: batch}",
                        "learningRate.per must be epoch or step but is batch"),
                line("math: {blas: jav}", "math.blas must be auto, native, vector or java but is jav"),
                line(
                        "network: {hidden: [{units: 4, activation: relus}]}",
                        "network.hidden[0].activation: unknown activation \"relus\"; did you mean relu? "
                                + known(Activations.CATALOG)),
                line(
                        "network: {initializer: he_unifrm}",
                        "network.initializer: unknown initializer \"he_unifrm\"; did you mean he_uniform? "
                                + known(Initializers.CATALOG)),
                line(
                        "training: {earlyStopping: {metric: acuracy}}",
                        "training.earlyStopping.metric: unknown metric \"acuracy\"; did you mean accuracy? "
                                + known(Metrics.CATALOG)));
    }

    static Stream<Row> contradictions() {
        return Stream.of(
                line(
                        "training: {earlyStopping: {metric: loss}}",
                        "training.earlyStopping needs data.validation, which is none"),
                new Row(
                        "data: {train: a, label: y, validation: b}\nloss: cross_entropy\n" + OUTPUT
                                + "training: {earlyStopping: {metric: rmse}}\n",
                        "training.earlyStopping.metric must be loss, accuracy, top_k_accuracy, precision,"
                                + " recall, f1, log_loss, area_under_roc or area_under_pr with the loss cross_entropy"
                                + " but is rmse"),
                new Row(
                        "data: {train: a, label: [y, z], validation: b}\nloss: hinge\n" + OUTPUT
                                + "training: {earlyStopping: {metric: area_under_roc}}\n",
                        "training.earlyStopping.metric must be loss, accuracy, precision, recall or f1"
                                + " with the loss hinge but is area_under_roc"),
                line("learningRate: plateau", "learningRate: plateau needs data.validation, which is none"),
                line(
                        "optimizer: lbfgs\nlearningRate: 0.1",
                        "learningRate must not be given with the optimizer lbfgs, which chooses its own steps"),
                line(
                        "optimizer: lbfgs\ntraining: {batchSize: 64}",
                        "training.batchSize must be full with the optimizer lbfgs but is 64"),
                line("classWeights: balanced", "classWeights must be none with the loss mse"),
                new Row(
                        "data: {train: a, label: y, validation: b}\n" + LOSS + OUTPUT
                                + "training: {earlyStopping: {metric: accuracy}}\n",
                        "training.earlyStopping.metric must be loss, rmse, mae or r2 with the loss mse"
                                + " but is accuracy"),
                new Row(
                        "data: {train: a, label: y, scaleLabel: standard}\nloss: nll\n" + OUTPUT,
                        "data.scaleLabel must be none with the classification loss cross_entropy but is standard"),
                new Row(
                        "data: {train: a, label: y, scaleLabel: standard}\nloss: {name: tweedie, power: 1.2}\n"
                                + OUTPUT,
                        "data.scaleLabel must be none with the loss tweedie, whose link is the logarithm, but is standard"),
                new Row(
                        "data: {train: a, label: y, scaleLabel: standard, test: b}\nloss: mse\npublish: {to: m}\n"
                                + OUTPUT,
                        "publish.metric must be rmse, mae or r2 with data.scaleLabel standard, as the scale and with it the"
                                + " unit of the loss is another for every model, but is loss"),
                new Row(
                        "data: {train: a, label: y, offset: e}\nloss: mse\n" + OUTPUT,
                        "data.offset must be none with the loss mse, whose link is not the logarithm, but is e"),
                new Row(
                        "data: {train: a, label: y, offset: y}\nloss: poisson\n" + OUTPUT,
                        "data.offset must be another column than data.label but is y"),
                new Row(
                        "data: {train: a, label: y, features: [e], offset: e}\nloss: gamma\n" + OUTPUT,
                        "data.features must not name the data.offset column but has e"),
                new Row(
                        "data: {train: a, label: [y, z]}\nloss: {name: quantile, quantiles: [0.1, 0.9]}\n" + OUTPUT,
                        "data.label must be one column with several outputs of the loss quantile but is [y, z]"),
                new Row(
                        DATA + "loss: {name: quantile, quantiles: [0.9, 0.1]}\n" + OUTPUT,
                        "loss.quantiles must be in (0, 1), or an ascending list of such numbers but is [0.9,0.1]"),
                new Row(DATA + "loss: {name: tweedie, power: 2}\n" + OUTPUT, "loss.power must be in (1, 2) but is 2"),
                new Row(
                        DATA + "loss: {name: cross_entropy, labelSmoothing: 1.1}\n" + OUTPUT,
                        "loss.labelSmoothing must be in [0, 1] but is 1.1"),
                new Row(
                        DATA + "loss: cross_entropy\nnetwork: {output: {activation: relu}}\n" + OUTPUT,
                        "network.output.activation must be identity with the loss cross_entropy,"
                                + " which owns its link, but is relu"),
                data(
                        "{train: a, label: y, features: [x, y]}",
                        "data.features must not name the data.label column but has y"),
                data(
                        "{train: a, label: [x, y], weight: y}",
                        "data.weight must be another column than data.label but is y"),
                new Row(
                        "data: {train: a, label: y, features: [w], weight: w}\n" + LOSS + OUTPUT,
                        "data.features must not name the data.weight column but has w"));
    }

    static Stream<Row> yaml() {
        return Stream.of(
                new Row("", "the plan is empty"),
                new Row("# nothing\n---\n", "the plan is empty"),
                new Row("- a\n", "the plan must be a mapping of keys but is [\"a\"]"),
                new Row("conf/y.yaml", "the plan must be a mapping of keys but is conf/y.yaml"),
                line("loss: mae", "line 4, column 1: the key \"loss\" is given twice"),
                line("training: {shards: 2,\n shards: 2}", "line 5, column 2: the key \"shards\" is given twice"),
                line(
                        "name: [a",
                        "line 5, column 1: expected ',' or ']', but got <stream end>"
                                + " while parsing a flow sequence"),
                line("name: a: b", "line 4, column 8: mapping values are not allowed here"),
                line("? [a]\n: b", "line 4, column 4: a key must be text"),
                line("---\nname: b", "line 5, column 1: a second document begins, but a plan is one"),
                line(
                        "name: *a",
                        "line 4, column 7: the alias *a must stand for a mapping or a list that ends before it"),
                line(
                        "name: &a {b: *a}",
                        "line 4, column 14: the alias *a must stand for a mapping or a list that ends before it"),
                line(
                        "name: " + "[".repeat(60) + "]".repeat(60),
                        "line 4, column 56: values are nested more than 50 levels deep"),
                new Row("""
                        a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]
                        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
                        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
                        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
                        """, "line 5, column 8: aliases stand for more than 10000 values"));
    }

    static Stream<Row> overrides() {
        String assignment = "--set must be key=value, such as training.epochs=10, but is ";
        return Stream.of(
                set("", "training.epochs=-3", "--set: training.epochs must be a whole number from 0 or auto but is -3"),
                set("", "optimizer={name: adam, beta1: 2}", "--set: optimizer.beta1 must be in [0, 1) but is 2"),
                set("optimizer: adam", "optimizer.beta1=2", "--set: optimizer.beta1 must be in [0, 1) but is 2"),
                set("optimizer: sgd", "optimizer.rate=2", "--set: optimizer: sgd takes no parameters but has rate"),
                set(
                        "optimizer: {name: adam, beta1: 2}",
                        "optimizer.beta2=0.5",
                        "conf/x.yaml: optimizer.beta1 must be in [0, 1) but is 2"),
                set(
                        "",
                        "optimizer.beta1=0.5",
                        "--set: optimizer.name must be " + oneOf(Optimizers.CATALOG) + " but is missing"),
                set(
                        "",
                        "training.epoch=3",
                        "--set: training: unknown key \"epoch\"; did you mean epochs? " + TRAINING_KEYS),
                set("", "trainng.epochs=3", "--set: unknown key \"trainng\"; did you mean training? " + ROOT_KEYS),
                set(
                        "training: {epochs: -3}",
                        "training.shards=2",
                        "conf/x.yaml: training.epochs must be a whole number from 0 or auto but is -3"),
                set(
                        HIDDEN,
                        "network.hidden[0].units=0",
                        "--set: network.hidden[0].units must be a whole number from 1 but is 0"),
                set(
                        HIDDEN,
                        "network.hidden.1.units=0",
                        "--set: network.hidden[1].units must be a whole number from 1 but is 0"),
                set(
                        HIDDEN,
                        "network.hidden[2].units=5",
                        "--set: the index in network.hidden must be a whole number from 0 to 1 but is 2"),
                set(
                        HIDDEN,
                        "network.hidden.first.units=5",
                        "--set: the index in network.hidden must be a whole number from 0 to 1 but is first"),
                set(
                        "",
                        "network.hidden[0].units=5",
                        "--set: network.hidden must be a list but is {\"0\":{\"units\":5}}"),
                set("seed: 3", "seed.x=3", "--set: seed must be a mapping to set a key in it but is 3"),
                set("", "data.weight=y", "--set: data.weight must be another column than data.label but is y"),
                set(
                        "",
                        "training.earlyStopping={}",
                        "--set: training.earlyStopping needs data.validation, which is none"),
                set("", "name=''", "--set: name must be text but is empty"),
                set("", "seed=null", "--set: seed must be a whole number of at most 64 bits but is empty"),
                set("", "output=", "--set: output must be a path but is missing"),
                set("", "data.label=", "--set: data.label must be a column or a list of them but is missing"),
                set("", "sed=", "--set: unknown key \"sed\"; did you mean seed? " + ROOT_KEYS),
                set("", "trainng.epochs=", "--set: unknown key \"trainng\"; did you mean training? " + ROOT_KEYS),
                set(
                        "training: {epochs: 3}",
                        "training.epoch=",
                        "--set: training: unknown key \"epoch\"; did you mean epochs? " + TRAINING_KEYS),
                set(
                        "",
                        "name=[a",
                        "--set name: line 1, column 3: expected ',' or ']', but got <stream end>"
                                + " while parsing a flow sequence"),
                set("", "epochs", assignment + "epochs"),
                set("", "=3", assignment + "=3"),
                set("", "training..epochs=3", assignment + "training..epochs=3"),
                set("", "network.hidden[=3", assignment + "network.hidden[=3"));
    }

    @ParameterizedTest
    @MethodSource({"keys", "values", "names", "contradictions", "yaml", "overrides"})
    void aBadPlanIsRefusedInOneLine(Row row) {
        PlanException refusal =
                assertThrows(PlanException.class, () -> PlanFile.parse("conf/x.yaml", row.plan(), row.overrides()));
        assertEquals(new Failure(ExitCode.PLAN, row.message()), Failure.of(refusal));
    }
}
