package dev.lockstep.job;

import static dev.lockstep.plan.yaml.PlanFileTest.plan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverrideTest {

    private static final String PLAN = """
            data: {train: a.csv, label: y, test: {path: t.csv}}
            network: {hidden: [{units: 3}, {units: 2}]}
            loss: mse
            optimizer: adam
            output: runs/x
            """;

    /** An override gives the plan that a change of the text gives. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            output=runs/y                          | output: runs/x   | output: runs/y
            seed=5                                 | loss: mse        | loss: mse\\nseed: 5
            learningRate=0.01                      | loss: mse        | loss: mse\\nlearningRate: 0.01
            network.hidden[0].units=7              | units: 3         | units: 7
            network.hidden.1.units=7               | units: 2         | units: 7
            network.hidden[1]={units: 9}           | units: 2         | units: 9
            network.hidden=[]                      | hidden: [{units: 3}, {units: 2}] | hidden: []
            network.hidden[0].activation=tanh      | units: 3         | units: 3, activation: tanh
            data.features=["a*"]                   | label: y         | label: y, features: ["a*"]
            data.label=[y, z]                      | label: y         | label: [y, z]
            data.train.format=csv                  | train: a.csv     | train: {path: a.csv, format: csv}
            data.test=none                         | test: {path: t.csv} | test: none
            data.validation.fraction=0.2           | label: y         | label: y, validation: {fraction: 0.2}
            optimizer={name: adam, beta1: 0.8}     | optimizer: adam  | optimizer: {name: adam, beta1: 0.8}
            optimizer.beta1=0.8                    | optimizer: adam  | optimizer: {name: adam, beta1: 0.8}
            optimizer.name=sgd                     | optimizer: adam  | optimizer: sgd
            training.batchSize=full                | loss: mse        | loss: mse\\ntraining: {batchSize: full}
            name=a=b                               | loss: mse        | loss: mse\\nname: a=b
            optimizer=                             | optimizer: adam  | ''
            network.hidden=                        | 'hidden: [{units: 3}, {units: 2}]' | ''
            network.hidden[0]=                     | '{units: 3}, '   | ''
            data.test=                             | 'test: {path: t.csv}' | ''
            data.validation.fraction=              | label: y         | label: y
            training.earlyStopping.patience=       | loss: mse        | loss: mse
            checkpoint=                            | loss: mse        | loss: mse
            """)
    void anOverrideIsLikeAChangeOfTheFile(String override, String from, String to) {
        assertEquals(plan(PLAN.replace(from, to.replace("\\n", "\n"))), plan(PLAN, override));
    }

    @ParameterizedTest
    @CsvSource({"training.epochs=3,training.epochs=4", "training={epochs: 3},training.epochs=4"})
    void theLastOverrideWins(String first, String second) {
        assertEquals(4, plan(PLAN, first, second).training().epochs());
    }

    /** Whatever an override gives to an optional key, the empty one takes it away again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=other",
                "seed=5",
                "data.validation={fraction: 0.1}",
                "data.validation.fraction=0.1",
                "data.weight=w",
                "data.features=[a]",
                "data.scale=none",
                "data.scaleLabel=standard",
                "data.train.format=csv",
                "data.train.options={header: false}",
                "data.train.options.header=false",
                "network.hidden[0].dropout=0.5",
                "network.hidden[0].activation=tanh",
                "network.initializer=zeros",
                "network.initializeFrom=runs/a",
                "penalty={l2: 1}",
                "penalty.l2=1",
                "classWeights=none",
                "optimizer.beta1=0.5",
                "optimizer=sgd",
                "learningRate=0.5",
                "learningRate={name: warmup, over: 5, then: 0.1}",
                "clip={norm: 1}",
                "math.blas=java",
                "training.epochs=5",
                "training.stopAfterSeconds=5",
                "training.batchSize=full",
                "checkpoint.everyEpochs=none",
                "checkpoint.keep=9"
            })
    void anEmptyOverrideTakesTheKeyAway(String override) {
        String key = override.substring(0, override.indexOf('='));
        assertEquals(
                plan(PLAN),
                plan(PLAN, override, key.equals("data.validation.fraction") ? "data.validation=" : key + "="));
    }

    @Test
    void aParameterThatIsTakenAwayHasItsDefault() {
        String warmup = "learningRate={name: warmup, over: 5, then: {name: cosine, initial: 1, final: 0.5, over: 9}}";
        assertEquals(plan(PLAN, warmup.replace(", final: 0.5", "")), plan(PLAN, warmup, "learningRate.then.final="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.validation",
                "data.weight",
                "data.scaleLabel",
                "network.hidden[0].maxNorm",
                "network.initializeFrom",
                "penalty",
                "classWeights",
                "clip",
                "training.stopAfterSeconds",
                "training.earlyStopping",
                "checkpoint.everySteps"
            })
    void noneIsTheDefaultThatItIs(String key) {
        assertEquals(plan(PLAN), plan(PLAN, key + "=none"));
    }
}
