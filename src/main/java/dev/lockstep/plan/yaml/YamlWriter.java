package dev.lockstep.plan.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes maps, lists, numbers and texts as YAML that {@link YamlReader} reads back unchanged. */
final class YamlWriter {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES, YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .stringQuotingChecker(new Quotes())
            .build());

    private YamlWriter() {}

    static String write(Map<String, ?> keys) {
        try {
            return YAML.writeValueAsString(plain(keys));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same value with numbers in their usual notation: 0.0001 for 1.0E-4, and 1 for 1.0. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> plain = new LinkedHashMap<>();
            map.forEach((key, item) -> plain.put(key, plain(item)));
            return plain;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(YamlWriter::plain).toList();
        }
        if (!(value instanceof Double number) || Double.compare(number, -0.0) == 0) {
            return value;
        }
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? (Object) number.longValue()
                : BigDecimal.valueOf(number).stripTrailingZeros();
    }

    /** Quotes everything but plain words. */
    private static final class Quotes extends StringQuotingChecker {

        private static final long serialVersionUID = 1;
        private static final Set<String> RESERVED = Set.of("true", "false", "null");

        @Override
        public boolean needToQuoteName(String name) {
            return needToQuoteValue(name);
        }

        @Override
        public boolean needToQuoteValue(String value) {
            return !value.matches("[A-Za-z_][A-Za-z0-9_]*([./-][A-Za-z0-9_]+)*")
                    || RESERVED.contains(value.toLowerCase(Locale.ROOT))
                    || isReservedKeyword(value);
        }
    }
}
