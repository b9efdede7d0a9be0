package dev.lockstep.spark.published;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a version: its number and the first digits of the SHA-256 of its weights, such as {@code
 * 0007-1a2b3c4d5e6f}.
 */
public record VersionName(int number, String digits) implements Comparable<VersionName> {

    private static final int DIGITS = 12;
    private static final Pattern FORM = Pattern.compile("([0-9]{4,9})-([0-9a-f]{" + DIGITS + "})");

    /** @param sha256 all digits */
    static VersionName of(int number, String sha256) {
        return new VersionName(number, sha256.substring(0, DIGITS));
    }

    /** Empty if the text is not a name. */
    public static Optional<VersionName> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new VersionName(Integer.parseInt(form.group(1)), form.group(2)))
                : Optional.empty();
    }

    /** Whether a user means this version: by its name, or by its number alone. */
    public boolean isMeantBy(String text) {
        return text.equals(toString()) || (text.matches("[0-9]{1,9}") && Integer.parseInt(text) == number);
    }

    @Override
    public int compareTo(VersionName other) {
        return Comparator.comparingInt(VersionName::number)
                .thenComparing(VersionName::digits)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%04d-%s", number, digits);
    }
}
