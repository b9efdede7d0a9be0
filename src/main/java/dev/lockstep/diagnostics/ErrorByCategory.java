package dev.lockstep.diagnostics;

import dev.lockstep.data.Categories;
import dev.lockstep.data.Features;
import dev.lockstep.data.InputEncoding;
import dev.lockstep.data.SparseFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The error of rows by their category, for each categorical column with up to {@value #MOST_CATEGORIES} inputs. The last
 * group of a column has the rows with no input set: unseen and missing categories.
 */
final class ErrorByCategory implements Part {

    private static final long serialVersionUID = 1;
    private static final int MOST_CATEGORIES = 50;
    private static final int MOST_COLUMNS = 50;

    private final Outcomes outcomes;
    private final List<String> columns = new ArrayList<>();
    private final List<List<String>> categories = new ArrayList<>();
    /** The first group of each column. */
    private final List<Integer> firsts = new ArrayList<>();
    /** The group of each input, −1 for inputs of other columns. */
    private final int[] groups;
    /** The column of each input, where it has a group. */
    private final int[] columnOfInput;

    private int groupCount;

    /** @param names of the columns, one per feature */
    ErrorByCategory(Outcomes outcomes, InputEncoding encoding, List<String> names) {
        this.outcomes = outcomes;
        this.groups = new int[encoding.inputs()];
        this.columnOfInput = new int[encoding.inputs()];
        Arrays.fill(groups, -1);
        for (int feature = 0; feature < encoding.features() && columns.size() < MOST_COLUMNS; feature++) {
            if (!encoding.isNumber(feature) && encoding.categories(feature).count() <= MOST_CATEGORIES) {
                addColumn(encoding, feature, names.get(feature));
            }
        }
    }

    private void addColumn(InputEncoding encoding, int feature, String name) {
        int count = encoding.categories(feature).count();
        for (int i = 0; i < count; i++) {
            groups[encoding.input(feature) + i] = groupCount + i;
            columnOfInput[encoding.input(feature) + i] = columns.size();
        }
        firsts.add(groupCount);
        groupCount += count + 1;
        columns.add(name);
        Categories of = encoding.categories(feature);
        categories.add(
                of.hashed().isPresent()
                        ? IntStream.range(0, count).mapToObj(i -> "#" + i).toList()
                        : of.texts());
    }

    @Override
    public String name() {
        return "errorByCategory";
    }

    @Override
    public int size() {
        return ErrorSums.COUNT * groupCount;
    }

    @Override
    public void add(PredictedRow row, double[] sums, int at) {
        if (columns.isEmpty()) {
            return;
        }
        int[] found = new int[columns.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = firsts.get(i) + categories.get(i).size();
        }
        find(row.shard().features(), row.rowOfShard(), found);
        for (int group : found) {
            ErrorSums.add(outcomes, row, sums, at + ErrorSums.COUNT * group);
        }
    }

    private void find(Features features, int row, int[] found) {
        if (features instanceof SparseFeatures sparse) {
            int[] indexes = new int[sparse.nonZeros(row)];
            sparse.copyPairs(row, indexes, new float[indexes.length], 0);
            for (int input : indexes) {
                set(input, found);
            }
        } else {
            float[] inputs = new float[features.width()];
            features.copyRow(row, inputs, 0);
            for (int input = 0; input < inputs.length; input++) {
                if (inputs[input] != 0) {
                    set(input, found);
                }
            }
        }
    }

    private void set(int input, int[] found) {
        if (groups[input] >= 0) {
            found[columnOfInput[input]] = groups[input];
        }
    }

    @Override
    public Object described(double[] sums, int at) {
        List<Map<String, Object>> described = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            List<Map<String, Object>> groupsOfColumn = new ArrayList<>();
            List<String> names = categories.get(column);
            for (int i = 0; i <= names.size(); i++) {
                int from = at + ErrorSums.COUNT * (firsts.get(column) + i);
                if (i < names.size() || sums[from] > 0) {
                    Map<String, Object> group = new LinkedHashMap<>();
                    group.put("category", i < names.size() ? names.get(i) : null);
                    ErrorSums.describe(outcomes, sums, from, group);
                    groupsOfColumn.add(group);
                }
            }
            Map<String, Object> ofColumn = new LinkedHashMap<>();
            ofColumn.put("column", columns.get(column));
            ofColumn.put("categories", groupsOfColumn);
            described.add(ofColumn);
        }
        return described;
    }
}
