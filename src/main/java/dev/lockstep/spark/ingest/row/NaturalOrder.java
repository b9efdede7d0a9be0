package dev.lockstep.spark.ingest.row;

import java.util.Comparator;

/**
 * Natural order of names: runs of digits by value, everything else by code point, so {@code pixel2} is before {@code
 * pixel10}. Names that differ only in leading zeros are ordered by code point.
 */
final class NaturalOrder implements Comparator<String> {

    @Override
    public int compare(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            int order;
            if (isDigit(left.charAt(i)) && isDigit(right.charAt(j))) {
                int leftEnd = endOfRun(left, i);
                int rightEnd = endOfRun(right, j);
                order = compareRuns(left.substring(i, leftEnd), right.substring(j, rightEnd));
                i = leftEnd;
                j = rightEnd;
            } else {
                order = Integer.compare(left.codePointAt(i), right.codePointAt(j));
                i += Character.charCount(left.codePointAt(i));
                j += Character.charCount(right.codePointAt(j));
            }
            if (order != 0) {
                return order;
            }
        }
        int longer = Integer.compare(left.length() - i, right.length() - j);
        return longer != 0 ? longer : left.compareTo(right);
    }

    private static int compareRuns(String left, String right) {
        String leftValue = left.replaceFirst("^0+", "");
        String rightValue = right.replaceFirst("^0+", "");
        int length = Integer.compare(leftValue.length(), rightValue.length());
        return length != 0 ? length : leftValue.compareTo(rightValue);
    }

    private static int endOfRun(String name, int from) {
        int end = from;
        while (end < name.length() && isDigit(name.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
