package dev.lockstep.spark.ingest.row;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {

    private static final List<String> IN_ORDER = List.of(
            "",
            "-1",
            "0",
            "00",
            "01",
            "1",
            "1a",
            "1a2",
            "1a10",
            "2",
            "10",
            "99999999999999999999999",
            "100000000000000000000000",
            "B2",
            "a",
            "a.b",
            "a01b",
            "a1b",
            "a2",
            "a٣",
            "a\uFF5E",
            "a\uD83D\uDE00",
            "pixel2",
            "pixel10",
            "pixel10x2",
            "pixel10x10");

    @Test
    void namesStandInTheOrderInWhichPeopleCount() {
        for (int seed = 0; seed < 100; seed++) {
            List<String> names = new ArrayList<>(IN_ORDER);
            Collections.shuffle(names, new Random(seed));
            names.sort(new NaturalOrder());
            assertEquals(IN_ORDER, names);
        }
    }
}
