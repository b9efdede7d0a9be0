package dev.lockstep.format.onnx;

import dev.lockstep.data.Categories;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.RawRow;
import dev.lockstep.data.Scaling;
import dev.lockstep.data.column.Bins;
import dev.lockstep.format.TableDescription;
import dev.lockstep.format.TableDescription.Column;
import dev.lockstep.math.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A few rows for a model, made up around what its training rows were like: a row of zeros, one of means, normally
 * distributed ones, one of them with gaps where gaps are allowed; and every kind of category.
 */
final class SampleRows {

    static final int COUNT = 16;

    private static final int ZEROS = 0;
    private static final int MEANS = 1;
    private static final int GAPS = 2;
    /** Where 0 is so many deviations from the mean, no row is 0. */
    private static final double FAR = 1e6;

    private static final String UNKNOWN = "a category that no training row had";

    private final Exported what;
    private final Numbers numbers;
    private final List<Column> columns;
    private final InputEncoding encoding;
    private final Scaling scaling;
    private final double[][] values;
    private final String[][] texts;

    SampleRows(Exported what, Numbers numbers) {
        this.what = what;
        this.numbers = numbers;
        this.columns = what.table()
                .map(TableDescription::columns)
                .orElseGet(() ->
                        List.of(new Column("features", what.model().network().inputs(), Optional.empty())));
        this.encoding = encoding();
        this.scaling = encoding.ofFeatures(what.model().network().inputScaling());
        this.values = new double[COUNT][encoding.features()];
        this.texts = new String[COUNT][encoding.features()];
        for (int row = 0; row < COUNT; row++) {
            fill(row);
        }
    }

    private InputEncoding encoding() {
        List<Categories> ofFeatures = new ArrayList<>();
        for (Column column : columns) {
            for (int i = 0; i < column.width(); i++) {
                ofFeatures.add(column.categories()
                        .map(texts -> Categories.saved(texts, Categories.Nan.TEXT))
                        .orElse(null));
            }
        }
        InputEncoding plain = InputEncoding.of(ofFeatures.toArray(Categories[]::new))
                .withBins(what.table().map(TableDescription::bins).orElse(new Bins[ofFeatures.size()]));
        return substitutes().map(plain::withSubstitutes).orElse(plain);
    }

    private Optional<double[]> substitutes() {
        return what.table().flatMap(TableDescription::substitutes);
    }

    private void fill(int row) {
        RandomStream random = RandomStream.of(0, RandomStream.Purpose.SAMPLE_ROWS, row);
        for (int feature = 0; feature < encoding.features(); feature++) {
            if (encoding.isNumber(feature)) {
                boolean gap = row == GAPS && feature % 2 == 0 && substitutes().isPresent();
                values[row][feature] = gap ? Double.NaN : number(row, feature, random);
            } else {
                texts[row][feature] = category(row, encoding.categories(feature));
            }
        }
    }

    private double number(int row, int feature, RandomStream random) {
        double mean = scaling.mean()[feature];
        double scale = scaling.scale()[feature];
        if (row == ZEROS && Math.abs(mean) < FAR * scale) {
            return 0;
        }
        double[] places = encoding.bins(feature) == null
                ? scaling.curve().places(feature)
                : encoding.bins(feature).edges();
        if (places.length > 0) {
            return numbers.rounded(between(places, random.normal(feature)));
        }
        double deviations = row == ZEROS || row == MEANS ? 0 : random.normal(feature);
        return numbers.rounded(mean + deviations * scale);
    }

    /** A place between the knots or edges of a feature, or a little beyond them. */
    private static double between(double[] places, double normal) {
        double last = places.length - 1;
        double at = last / 2 + normal * (last / 3 + 1);
        int from = (int) Math.max(0, Math.min(last - 1, Math.floor(at)));
        double width = last == 0 ? 1 : places[from + 1] - places[from];
        return places[from] + Math.max(-1, Math.min(2, at - from)) * width;
    }

    private String category(int row, Categories categories) {
        boolean unknown = row == COUNT - 1
                && what.table().map(TableDescription::unseen).orElse("").equals("bucket");
        return unknown ? UNKNOWN : categories.texts().get(row % categories.count());
    }

    /** The rows as a graph takes them. */
    Map<String, Value> given(List<String> names) {
        Map<String, Value> given = new LinkedHashMap<>();
        if (what.model().description().hasOffset()) {
            double[] offsets = new double[COUNT];
            Arrays.setAll(offsets, SampleRows::offset);
            given.put(names.get(names.size() - 1), Value.ofNumbers(offsets, COUNT, 1));
        }
        if (!InputNodes.areColumns(what)) {
            given.put(names.get(0), matrix(0, encoding.features()));
            return given;
        }
        int first = 0;
        for (int i = 0; i < columns.size(); i++) {
            int feature = first;
            given.put(
                    names.get(i),
                    columns.get(i).categories().isEmpty()
                            ? matrix(first, columns.get(i).width())
                            : Value.ofTexts(
                                    Arrays.stream(texts)
                                            .map(row -> row[feature])
                                            .toArray(String[]::new),
                                    COUNT,
                                    1));
            first += columns.get(i).width();
        }
        return given;
    }

    /** A number that is added to a row's outputs, exact as a float. */
    static double offset(int row) {
        return row % 5 / 4.0 - 0.5;
    }

    private Value matrix(int first, int width) {
        double[] all = new double[COUNT * width];
        Arrays.setAll(all, i -> values[i / width][first + i % width]);
        return Value.ofNumbers(all, COUNT, width);
    }

    /** A row as the network takes it, before it is scaled. */
    double[] inputs(int row) {
        RawRow raw = new RawRow(0);
        raw.begin(encoding.features());
        for (int feature = 0; feature < encoding.features(); feature++) {
            if (encoding.isNumber(feature)) {
                raw.add(feature, values[row][feature]);
            } else {
                String text = texts[row][feature];
                raw.addCategory(feature, encoding.categories(feature).place(text), text);
            }
        }
        double[] inputs = new double[encoding.inputs()];
        encoding.encode(raw, (input, value) -> inputs[input] = value);
        return inputs;
    }
}
