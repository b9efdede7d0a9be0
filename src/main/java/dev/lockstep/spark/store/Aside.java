package dev.lockstep.spark.store;

import java.util.UUID;
import java.util.regex.Pattern;

/** What a file or folder is called until it is whole: a hidden name that says what it becomes and who writes it. */
public final class Aside {

    private static final String SUFFIX = ".lockstep";
    private static final int DIGITS = 12;

    private Aside() {}

    /** A name that no other process uses. */
    public static String of(String name) {
        String random = UUID.randomUUID().toString();
        return "." + name + "." + random.substring(random.length() - DIGITS) + SUFFIX;
    }

    /** Whether a file is what a process wrote aside for a name. */
    public static boolean isOf(String name, String file) {
        return file.matches("[.]" + Pattern.quote(name) + "[.][0-9a-f]{" + DIGITS + "}" + Pattern.quote(SUFFIX));
    }
}
