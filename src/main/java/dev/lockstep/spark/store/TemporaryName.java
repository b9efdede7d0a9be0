package dev.lockstep.spark.store;

import java.util.UUID;
import java.util.regex.Pattern;

/** Temporary names of files and folders until they are complete: hidden names with the final name and a random part. */
public final class TemporaryName {

    private static final String SUFFIX = ".lockstep";
    private static final int DIGITS = 12;

    private TemporaryName() {}

    /** A name that no other process uses. */
    public static String of(String name) {
        String random = UUID.randomUUID().toString();
        return "." + name + "." + random.substring(random.length() - DIGITS) + SUFFIX;
    }

    /** Whether a file is a temporary file for a name. */
    public static boolean isOf(String name, String file) {
        return file.matches("[.]" + Pattern.quote(name) + "[.][0-9a-f]{" + DIGITS + "}" + Pattern.quote(SUFFIX));
    }
}
