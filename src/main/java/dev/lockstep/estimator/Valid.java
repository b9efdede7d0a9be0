package dev.lockstep.estimator;

import dev.lockstep.catalog.Catalog;
import dev.lockstep.catalog.Domain;
import dev.lockstep.catalog.Names;
import dev.lockstep.plan.yaml.FlowStyle;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import scala.Function1;

/** Creates params that validate values like plans: errors have name, domain and value. */
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

    static DoubleParam number(Params of, String name, String meaning, Domain domain) {
        String words = domain.words();
        return new DoubleParam(of, name, meaning + "; " + words, check(value -> domain(name, domain)
                .require((Double) value)));
    }

    static IntParam whole(Params of, String name, String meaning, Domain domain) {
        return new IntParam(
                of,
                name,
                meaning + "; " + domain.words(),
                check(value -> domain.check(name, (double) (Integer) value)));
    }

    private static Check<Double> domain(String name, Domain domain) {
        return value -> domain.check(name, (double) value);
    }

    static IntArrayParam wholes(Params of, String name, String meaning, Domain domain) {
        return new IntArrayParam(of, name, meaning + "; each " + domain.words(), check(values -> Arrays.stream(values)
                .forEach(value -> domain.check(name, (double) value))));
    }

    static DoubleArrayParam numbers(Params of, String name, String meaning, Domain domain) {
        return new DoubleArrayParam(
                of, name, meaning + "; each " + domain.words(), check(values -> Arrays.stream(values)
                        .forEach(value -> domain.check(name, value))));
    }

    /** Supplies a catalog, because catalogs are not serialized. */
    interface Known extends Supplier<Catalog<?>>, Serializable {}

    /** A name of a catalog, or such a name with arguments, in {@link FlowStyle}. */
    static Param<String> choice(Params of, String name, String meaning, Known catalog) {
        return text(of, name, meaning + "; " + names(catalog), words -> catalog.get()
                .fromWords(FlowStyle.parse(words)));
    }

    static StringArrayParam choices(Params of, String name, String meaning, Known catalog) {
        Check<String> each = named(name, words -> catalog.get().fromWords(FlowStyle.parse(words)));
        return new StringArrayParam(of, name, meaning + "; " + names(catalog), check(values -> {
            for (String value : values) {
                each.require(value);
            }
        }));
    }

    private static String names(Known catalog) {
        return String.join(", ", catalog.get().names());
    }

    /** An enum constant by its name in lower case. */
    static <E extends Enum<E>> Param<String> oneOf(Params of, String name, String meaning, List<E> constants) {
        List<String> names = constants.stream().map(Names::of).toList();
        return new Param<>(of, name, meaning + "; " + String.join(", ", names), check(value -> {
            if (!names.contains(value)) {
                throw new IllegalArgumentException(
                        name + " must be " + String.join(" or ", names) + " but is " + value);
            }
        }));
    }

    /** A text that is validated by a parser. */
    static Param<String> text(Params of, String name, String doc, Check<String> reads) {
        return new Param<>(of, name, doc, named(name, reads));
    }

    private static Check<String> named(String name, Check<String> reads) {
        return value -> {
            try {
                reads.require(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
        };
    }
}
