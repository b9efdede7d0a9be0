package dev.lockstep.format.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.lockstep.math.Elementary;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * What each operator computes, as its definition says, in doubles.
 *
 * <p>Reference: ONNX operators, https://onnx.ai/onnx/operators.
 */
final class Operators {

    /** How numbers that are floats in the graph are carried. */
    enum Arithmetic {
        /** Every one is rounded to a float, sums after each addition. */
        FLOATS,
        /** They stay doubles: what the graph means. */
        DOUBLES;

        double kept(double value) {
            return this == FLOATS ? (float) value : value;
        }
    }

    private Operators() {}

    static Value apply(NodeProto node, List<Value> operands, Arithmetic arithmetic) {
        Value x = operands.get(0);
        return switch (node.getOpType()) {
            case "Identity" -> x;
            case "Cast" -> cast(x, (int) attribute(node, "to").getI());
            case "IsNaN" -> each(x, value -> Double.isNaN(value) ? 1 : 0);
            case "Where" -> where(x, operands.get(1), operands.get(2));
            case "Equal" -> both(x, operands.get(1), (a, b) -> a == b ? 1 : 0);
            case "Add" -> both(x, operands.get(1), Double::sum);
            case "Sub" -> both(x, operands.get(1), (a, b) -> a - b);
            case "Mul" -> both(x, operands.get(1), (a, b) -> a * b);
            case "Div" -> both(x, operands.get(1), (a, b) -> a / b);
            case "GreaterOrEqual" -> both(x, operands.get(1), (a, b) -> a >= b ? 1 : 0);
            case "Neg" -> each(x, value -> -value);
            case "Concat" -> concat(operands);
            case "Squeeze" -> squeeze(x);
            case "Gather" -> axis(node) == 0 ? gather(x, operands.get(1)) : ColumnOperators.columns(x, operands.get(1));
            case "Clip" -> ColumnOperators.clip(x, operands.get(1), operands.get(2));
            case "Sqrt" -> each(x, Math::sqrt);
            case "ReduceSum" -> ColumnOperators.sums(x);
            case "ArgMax" -> largest(x);
            case "TopK" -> ascending(x);
            case "OneHotEncoder" -> oneHot(node, x);
            case "Gemm" -> product(x, operands.get(1), operands.get(2), arithmetic);
            case "Softmax" -> softmax(x, arithmetic);
            case "PRelu" ->
                both(x, operands.get(1), (value, slope) -> arithmetic.kept(value < 0 ? slope * value : value));
            default -> activation(node, x, arithmetic);
        };
    }

    private static Value activation(NodeProto node, Value x, Arithmetic arithmetic) {
        DoubleUnaryOperator function =
                switch (node.getOpType()) {
                    case "Exp" -> StrictMath::exp;
                    case "Log" -> StrictMath::log;
                    case "Sigmoid" -> Operators::sigmoid;
                    case "Tanh" -> StrictMath::tanh;
                    case "Relu" -> value -> Math.max(value, 0);
                    case "Softplus" -> value -> Math.max(value, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(value)));
                    case "Erf" -> value -> 2 * Elementary.normalDistribution(value * StrictMath.sqrt(2)) - 1;
                    case "LeakyRelu" -> {
                        double slope = attribute(node, "alpha").getF();
                        yield value -> value < 0 ? slope * value : value;
                    }
                    case "Elu" -> {
                        double alpha = attribute(node, "alpha").getF();
                        yield value -> value < 0 ? alpha * StrictMath.expm1(value) : value;
                    }
                    case "Selu" -> {
                        double alpha = attribute(node, "alpha").getF();
                        double gamma = attribute(node, "gamma").getF();
                        yield value -> gamma * (value > 0 ? value : alpha * StrictMath.expm1(value));
                    }
                    default -> throw new IllegalStateException("no operator " + node.getOpType());
                };
        return each(x, value -> arithmetic.kept(function.applyAsDouble(value)));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    private static Value each(Value x, DoubleUnaryOperator function) {
        double[] result = new double[x.count()];
        Arrays.setAll(result, i -> function.applyAsDouble(x.number().applyAsDouble(i)));
        return Value.ofNumbers(result, x.shape());
    }

    /** The smaller operand is taken for every row, or if it is one column, for every column. */
    private static Value both(Value x, Value y, DoubleBinaryOperator function) {
        Value larger = x.count() >= y.count() ? x : y;
        double[] result = new double[larger.count()];
        Arrays.setAll(
                result,
                i -> function.applyAsDouble(
                        x.number().applyAsDouble(x.place(i, larger)), y.number().applyAsDouble(y.place(i, larger))));
        return Value.ofNumbers(result, larger.shape());
    }

    private static Value where(Value condition, Value yes, Value no) {
        double[] result = new double[condition.count()];
        Arrays.setAll(result, i -> {
            Value chosen = condition.number().applyAsDouble(i) != 0 ? yes : no;
            return chosen.number().applyAsDouble(i % chosen.count());
        });
        return Value.ofNumbers(result, condition.shape());
    }

    private static Value cast(Value x, int type) {
        boolean toFloat = type == DataType.FLOAT_VALUE;
        return each(x, value -> toFloat ? (float) value : value);
    }

    private static Value concat(List<Value> parts) {
        int rows = parts.get(0).rows();
        int columns = parts.stream().mapToInt(Value::columns).sum();
        double[] result = new double[rows * columns];
        int first = 0;
        for (Value part : parts) {
            for (int i = 0; i < part.count(); i++) {
                int row = i / part.columns();
                result[row * columns + first + i % part.columns()] =
                        part.number().applyAsDouble(i);
            }
            first += part.columns();
        }
        return Value.ofNumbers(result, rows, columns);
    }

    /** Without the dimension 1. */
    private static Value squeeze(Value x) {
        if (x.shape()[1] != 1) {
            throw new IllegalStateException("the second dimension must be 1 but is " + x.shape()[1]);
        }
        int[] shape = new int[x.shape().length - 1];
        Arrays.setAll(shape, i -> x.shape()[i == 0 ? 0 : i + 1]);
        return x.as(shape);
    }

    private static Value gather(Value from, Value places) {
        int[] at = new int[places.count()];
        Arrays.setAll(at, i -> (int) places.number().applyAsDouble(i));
        return new Value(
                places.shape(),
                from.areTexts() ? null : i -> from.number().applyAsDouble(at[i]),
                from.areTexts() ? i -> from.text().apply(at[i]) : null);
    }

    private static Value largest(Value x) {
        double[] places = new double[x.rows()];
        for (int row = 0; row < x.rows(); row++) {
            int start = row * x.columns();
            int best = 0;
            for (int i = 1; i < x.columns(); i++) {
                best = x.number().applyAsDouble(start + i) > x.number().applyAsDouble(start + best) ? i : best;
            }
            places[row] = best;
        }
        return Value.ofNumbers(places, x.rows());
    }

    /** Each row sorted: all of its values are the smallest ones. */
    private static Value ascending(Value x) {
        double[] result = new double[x.count()];
        Arrays.setAll(result, i -> x.number().applyAsDouble(i));
        for (int row = 0; row < x.rows(); row++) {
            Arrays.sort(result, row * x.columns(), (row + 1) * x.columns());
        }
        return Value.ofNumbers(result, x.shape());
    }

    private static Value oneHot(NodeProto node, Value x) {
        List<String> categories = attribute(node, "cats_strings").getStringsList().stream()
                .map(com.google.protobuf.ByteString::toStringUtf8)
                .toList();
        double[] result = new double[x.count() * categories.size()];
        for (int i = 0; i < x.count(); i++) {
            int place = categories.indexOf(x.text().apply(i));
            if (place >= 0) {
                result[i * categories.size() + place] = 1;
            } else if (attribute(node, "zeros").getI() == 0) {
                throw new IllegalStateException("unknown category " + x.text().apply(i));
            }
        }
        return Value.ofNumbers(result, x.rows(), x.columns(), categories.size());
    }

    /** x·Wᵀ + b. */
    private static Value product(Value x, Value weights, Value biases, Arithmetic arithmetic) {
        int inputs = x.columns();
        int outputs = weights.rows();
        double[] result = new double[x.rows() * outputs];
        for (int unit = 0; unit < outputs; unit++) {
            for (int row = 0; row < x.rows(); row++) {
                double sum = 0;
                for (int i = 0; i < inputs; i++) {
                    double weight = weights.number().applyAsDouble(unit * inputs + i);
                    sum = arithmetic.kept(sum + weight * x.number().applyAsDouble(row * inputs + i));
                }
                result[row * outputs + unit] =
                        arithmetic.kept(sum + biases.number().applyAsDouble(unit));
            }
        }
        return Value.ofNumbers(result, x.rows(), outputs);
    }

    private static Value softmax(Value x, Arithmetic arithmetic) {
        int columns = x.columns();
        double[] result = new double[x.count()];
        for (int row = 0; row < x.rows(); row++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                largest = Math.max(largest, x.number().applyAsDouble(i));
            }
            double sum = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                result[i] = StrictMath.exp(x.number().applyAsDouble(i) - largest);
                sum += result[i];
            }
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                result[i] = arithmetic.kept(result[i] / sum);
            }
        }
        return Value.ofNumbers(result, x.shape());
    }

    private static long axis(NodeProto node) {
        return node.getAttributeCount() == 0 ? 0 : attribute(node, "axis").getI();
    }

    private static AttributeProto attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the node " + node.getName() + " has no " + name));
    }
}
