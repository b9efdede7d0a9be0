package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lockstep.catalog.Golden;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Murmur3Test {

    static List<Golden> cases() {
        return Golden.cases("murmur3.json");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theHashIsThatOfScikitLearn(Golden golden) {
        int hash = Murmur3.hash(golden.text("text").getBytes(StandardCharsets.UTF_8));
        assertEquals((long) golden.number("hash"), Integer.toUnsignedLong(hash));
    }
}
