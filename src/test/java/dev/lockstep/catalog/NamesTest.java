package dev.lockstep.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    private static final List<String> KNOWN = List.of("adam", "adamw", "momentum", "rmsprop", "sgd");

    @ParameterizedTest
    @CsvSource({
        "adm, adam",
        "ADAM, adam",
        "Sgd, sgd",
        "adamW, adamw",
        "momemtum, momentum",
        "rms_prop, rmsprop",
        "sdg, sgd",
        "xyz,",
        "'',",
        "momentumm, momentum",
        "lbfgs,"
    })
    void theNearestNameIsFewEditsAway(String name, String nearest) {
        assertEquals(Optional.ofNullable(nearest), Names.nearest(name, KNOWN));
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestAndAllKnownOnes() {
        assertEquals(
                "unknown optimizer \"adm\"; did you mean adam? known: adam, adamw, momentum, rmsprop, sgd",
                Names.unknown("optimizer", "adm", KNOWN));
    }

    @Test
    void aNameNearToNothingIsRefusedWithAllKnownOnes() {
        assertEquals(
                "unknown optimizer \"newton\"; known: adam, adamw, momentum, rmsprop, sgd",
                Names.unknown("optimizer", "newton", KNOWN));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "abc, '', 3",
        "abc, abc, 0",
        "abc, abd, 1",
        "kitten, sitting, 3",
        "flaw, lawn, 2",
        "ab, ba, 1",
        "momentmu, momentum, 1"
    })
    void theDistanceCountsEdits(String from, String to, int edits) {
        assertEquals(edits, Names.distance(from, to));
    }
}
