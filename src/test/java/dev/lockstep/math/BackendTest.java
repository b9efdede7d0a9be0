package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BackendTest {

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aBackendIsChosenByItsName(Backend backend) {
        assertEquals(backend, Backend.of(backend.toString()));
    }

    @Test
    void anUnknownBackendIsRefusedWithTheNearestAndAllKnownOnes() {
        String text = assertThrows(IllegalArgumentException.class, () -> Backend.of("vectr"))
                .getMessage();
        assertEquals("unknown math.blas \"vectr\"; did you mean vector? known: auto, native, vector, java", text);
    }
}
