package dev.lockstep.format;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Typed access to the metadata of a file. */
record Texts(Map<String, String> values) {

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean is(String name, String word) {
        return word.equals(values.get(name));
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new FormatException("the metadata must have " + name + " but do not");
        }
        return value;
    }

    void require(String name, String expected) {
        if (!is(name, expected)) {
            throw new FormatException(name + " must be \"" + expected + "\" but is " + values.get(name));
        }
    }

    double number(String name) {
        return parsed(name, "a number", Double::parseDouble);
    }

    long whole(String name) {
        long value = parsed(name, "a whole number", Long::parseLong);
        if (value < 0) {
            throw new FormatException(name + " must be 0 or more but is " + value);
        }
        return value;
    }

    int count(String name) {
        long value = whole(name);
        if (value > Integer.MAX_VALUE) {
            throw new FormatException(name + " must be at most " + Integer.MAX_VALUE + " but is " + value);
        }
        return (int) value;
    }

    /** The texts whose names begin with a prefix, with the prefix removed. */
    Map<String, String> under(String prefix) {
        Map<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    private <T> T parsed(String name, String words, Function<String, T> parse) {
        String value = text(name);
        try {
            return parse.apply(value);
        } catch (NumberFormatException e) {
            throw new FormatException(name + " must be " + words + " but is " + value, e);
        }
    }
}
