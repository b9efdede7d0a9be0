package dev.lockstep.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recognizes names of secrets, and secrets in addresses, which are masked in all output.
 */
public final class Secret {

    /** The mask of a secret. */
    public static final String MASK = "***";

    private static final Pattern ANYWHERE = Pattern.compile("password|passwd|passphrase|pwd|secret|credential");
    private static final Pattern TOKEN = Pattern.compile("[a-z]*tokens?");
    private static final Pattern KEY = Pattern.compile("[a-z]*keys?");
    private static final Pattern PASS = Pattern.compile("(user|db|key|store)?pass");
    private static final Set<String> AUTH = Set.of("auth", "authorization");
    /** With the word auth, these make the name that of a login method. */
    private static final Set<String> OF_WAYS = Set.of(
            "class",
            "enabled",
            "host",
            "mechanism",
            "method",
            "mode",
            "protocol",
            "provider",
            "scheme",
            "source",
            "type",
            "uri",
            "url");
    /** With the word key, these make the name that of a column or its values. */
    private static final Set<String> OF_COLUMNS = Set.of(
            "column",
            "columns",
            "field",
            "fields",
            "name",
            "names",
            "primary",
            "foreign",
            "partition",
            "sort",
            "row",
            "unique");

    /** {@code //user:password@host}, and {@code thin:user/password@host} of Oracle's addresses. */
    private static final Pattern USER =
            Pattern.compile("(//[^/?#\\s:@]*:(?!\\d+[/?;])|:thin:[^/\\s@]+/)([^\\s@]+)(?=@)");
    /** {@code ?name=value}, {@code &name=value} and {@code ;name=value}. */
    private static final Pattern PARAMETER = Pattern.compile("([?&;]\\s*)([^=?&;\\s]+)=([^?&;\\s\"']+)");
    /** {@code name=value} in text, but not in a path. */
    private static final Pattern ASSIGNMENT = Pattern.compile("(?<![\\w./-])([\\w.-]+)=([^\\s&;,\"')}\\]]+)");

    private Secret() {}

    /**
     * Whether an option or setting with this name is a secret: its words contain password, passphrase, secret,
     * credential, token or key, as {@code fs.s3a.secret.key}, {@code sasToken} and {@code accesskey} do, or one of them
     * is pass, auth or authorization. Keys of tables, such as {@code primaryKey} and {@code keyColumn}, are not
     * secrets, nor are login methods, such as {@code authMechanism}.
     */
    public static boolean isNamed(String name) {
        List<String> words = words(name);
        return ANYWHERE.matcher(name.toLowerCase(Locale.ROOT)).find()
                || words.stream().anyMatch(TOKEN.asMatchPredicate().or(PASS.asMatchPredicate()))
                || (words.stream().anyMatch(AUTH::contains) && words.stream().noneMatch(OF_WAYS::contains))
                || (words.stream().anyMatch(KEY.asMatchPredicate())
                        && words.stream().noneMatch(OF_COLUMNS::contains));
    }

    private static List<String> words(String name) {
        return Stream.of(name.split("[^\\p{L}\\p{N}]+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The value of an option with secrets masked. */
    public static String shown(String name, String value) {
        return isNamed(name) ? MASK : shown(value);
    }

    /** An address without the secrets in it. */
    public static String shown(String address) {
        String withoutUser = USER.matcher(address).replaceAll("$1" + MASK);
        return PARAMETER
                .matcher(withoutUser)
                .replaceAll(found ->
                        quoted(isNamed(found.group(2)) ? found.group(1) + found.group(2) + "=" + MASK : found.group()));
    }

    /** Text with secrets masked, in addresses and as {@code name=value}. */
    public static String shownInText(String text) {
        return ASSIGNMENT
                .matcher(shown(text))
                .replaceAll(found -> quoted(isAssigned(found.group(1)) ? found.group(1) + "=" + MASK : found.group()));
    }

    /** Messages say {@code key=value} of anything. */
    private static boolean isAssigned(String name) {
        return isNamed(name) && !name.equalsIgnoreCase("key");
    }

    private static String quoted(String replacement) {
        return Matcher.quoteReplacement(replacement);
    }

    /** The secrets in an option's value. */
    public static List<String> in(String name, String value) {
        return isNamed(name) ? List.of(value) : in(value);
    }

    /** The secrets in an address. */
    public static List<String> in(String address) {
        List<String> secrets = new ArrayList<>();
        USER.matcher(address).results().map(found -> found.group(2)).forEach(secrets::add);
        PARAMETER
                .matcher(address)
                .results()
                .filter(found -> isNamed(found.group(2)))
                .map(found -> found.group(3))
                .forEach(secrets::add);
        return secrets;
    }
}
