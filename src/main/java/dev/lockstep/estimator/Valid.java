package dev.lockstep.estimator;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Violation;
import dev.lockstep.plan.schema.Key;
import dev.lockstep.plan.yaml.YamlReader;
import java.io.Serializable;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import scala.Function1;

/** Makes and sets params of a plan's keys: of the same meaning, refusing the same values with the same words. */
final class Valid {

    private Valid() {}

    /** A check that throws {@link IllegalArgumentException}; params are serialized with their models. */
    interface Check<T> extends Function1<T, Object>, Serializable {

        void require(T value);

        @Override
        default Object apply(T value) {
            require(value);
            return true;
        }
    }

    private static <T> Check<T> check(Check<T> check) {
        return check;
    }

    /** Sets a param of an estimator and returns the estimator. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // An estimator names its own type as E.
    static <E, T> E with(Params estimator, Param<T> param, T value) {
        estimator.set(param, value);
        return (E) estimator;
    }

    static DoubleParam number(Params of, String name) {
        return number(of, name, doc(name));
    }

    static DoubleParam number(Params of, String name, String doc) {
        return new DoubleParam(of, name, doc, check(value -> requirePlain(name, value)));
    }

    static IntParam whole(Params of, String name) {
        return new IntParam(of, name, doc(name), check(value -> requirePlain(name, value)));
    }

    /** A param that no plan has. */
    static IntParam whole(Params of, String name, String meaning, Domain domain) {
        return new IntParam(
                of,
                name,
                meaning + "; " + domain.words(),
                check(value -> domain.check(name, (double) (Integer) value)));
    }

    static LongParam wholeOf64Bits(Params of, String name, String doc) {
        return new LongParam(of, name, doc, check(value -> requirePlain(name, value)));
    }

    static IntArrayParam wholes(Params of, String name, String doc) {
        return new IntArrayParam(of, name, doc, check(values -> {
            for (int value : values) {
                requirePlain(name, value);
            }
        }));
    }

    static DoubleArrayParam numbers(Params of, String name) {
        return new DoubleArrayParam(of, name, docOfEach(name), check(values -> {
            for (double value : values) {
                requirePlain(name, value);
            }
        }));
    }

    /** A value as a plan has it, in one line. */
    static Param<String> words(Params of, String name) {
        return new Param<>(of, name, doc(name), check(value -> require(name, value)));
    }

    /** A value as a plan has it, which something else reads. */
    static Param<String> words(Params of, String name, String meaning, Check<Object> reads) {
        return new Param<>(
                of, name, meaning, check(value -> inParam(name, () -> reads.require(YamlReader.line(value)))));
    }

    static StringArrayParam listOfWords(Params of, String name) {
        return new StringArrayParam(of, name, docOfEach(name), check(values -> {
            for (String value : values) {
                require(name, value);
            }
        }));
    }

    private static void require(String name, String words) {
        inParam(name, () -> ParamKeys.key(name).type().read(YamlReader.line(words)));
    }

    private static void requirePlain(String name, Object plain) {
        inParam(name, () -> ParamKeys.key(name).type().read(plain));
    }

    private static void inParam(String name, Runnable read) {
        try {
            read.run();
        } catch (Violation e) {
            throw e.within(name);
        }
    }

    static String doc(String name) {
        Key<?> key = ParamKeys.key(name);
        return key.meaning() + "; " + key.type().words();
    }

    private static String docOfEach(String name) {
        Key<?> key = ParamKeys.key(name);
        return key.meaning() + ", one for all layers or one a layer; each "
                + key.type().words();
    }

    static String names(Catalog<?> catalog) {
        return "one of " + String.join(", ", catalog.names());
    }

    /** The values, if there are as many as classes. */
    static double[] onePerClass(String name, double[] values, int classes) {
        if (values.length != classes) {
            throw new IllegalArgumentException(
                    name + " must have " + classes + " values, one a class, but has " + values.length);
        }
        return values;
    }
}
