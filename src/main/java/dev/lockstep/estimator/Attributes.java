package dev.lockstep.estimator;

import dev.lockstep.spark.internals.SparkInternals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Spark ML metadata of a column. */
public final class Attributes {

    private Attributes() {}

    /** The names of a vector's elements; empty if any is unnamed. */
    public static List<String> names(StructField vector) {
        Option<Attribute[]> attributes = AttributeGroup.fromStructField(vector).attributes();
        List<String> names = new ArrayList<>();
        for (Attribute attribute : attributes.isDefined() ? attributes.get() : new Attribute[0]) {
            Option<String> name = attribute.name();
            if (name.isEmpty()) {
                return List.of();
            }
            names.add(name.get());
        }
        return names;
    }

    /** The names of the classes by index; empty if there are none. */
    static List<String> classes(StructField label) {
        Attribute attribute = Attribute.fromStructField(label);
        Option<String[]> values = attribute instanceof NominalAttribute nominal
                ? nominal.values()
                : attribute instanceof BinaryAttribute binary ? binary.values() : Option.empty();
        return values.isDefined() ? Arrays.asList(values.get()) : List.of();
    }

    /** The number of classes, if known. */
    static Optional<Integer> classCount(StructField label) {
        return SparkInternals.classes(label);
    }

    static Metadata ofVector(String column, int size) {
        return new AttributeGroup(column, size).toMetadata();
    }

    /** The metadata of a vector of named numbers. */
    static Metadata ofVector(String column, List<String> names) {
        Attribute[] attributes = names.stream()
                .map(name -> NumericAttribute.defaultAttr().withName(name))
                .toArray(Attribute[]::new);
        return new AttributeGroup(column, attributes).toMetadata();
    }

    /** A schema with a vector as prediction if there are several outputs, which have these names. */
    static StructType predicted(StructType schema, String column, List<String> outputs) {
        return predicted(schema, column, outputs.size(), outputs);
    }

    /**
     * The same, where names may be unknown.
     *
     * @param labels names of the outputs, if known
     */
    static StructType predicted(StructType schema, String column, int outputs, List<String> labels) {
        if (column.isEmpty() || outputs == 1) {
            return schema;
        }
        StructField[] fields = schema.fields().clone();
        int at = schema.fieldIndex(column);
        Metadata metadata = labels.size() == outputs ? ofVector(column, labels) : ofVector(column, outputs);
        fields[at] = new StructField(column, SQLDataTypes.VectorType(), false, metadata);
        return new StructType(fields);
    }

    /**
     * A schema with the column of a model's uncertainty, if it has a name.
     *
     * @param outputs several numbers are a vector
     * @param labels their names, if known
     */
    static StructType uncertain(StructType schema, String column, int outputs, List<String> labels) {
        if (column.isEmpty()) {
            return schema;
        }
        if (List.of(schema.fieldNames()).contains(column)) {
            throw new IllegalArgumentException("uncertaintyCol must be a new column but " + column + " already exists");
        }
        return predicted(schema.add(column, DataTypes.DoubleType, false), column, outputs, labels);
    }
}
