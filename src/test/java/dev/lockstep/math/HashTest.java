package dev.lockstep.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashTest {

    @Test
    void everyBitOfTheInputMovesAboutHalfTheBitsOfTheOutput() {
        int trials = 2000;
        for (int bit = 0; bit < 64; bit++) {
            long moved = 0;
            for (int i = 0; i < trials; i++) {
                long value = Hash.mix(i + 1);
                moved += Long.bitCount(Hash.mix(value) ^ Hash.mix(value ^ 1L << bit));
            }
            double mean = (double) moved / trials;
            assertTrue(Math.abs(mean - 32) < 5 * 4 / Math.sqrt(trials), "bit " + bit + " moves " + mean);
        }
    }

    @Test
    void shortSequencesOfSmallNumbersHaveDifferentHashes() {
        Set<Long> hashes = new HashSet<>();
        int sequences = 0;
        for (long a = -20; a < 20; a++) {
            hashes.add(Hash.of(a));
            sequences++;
            for (long b = -20; b < 20; b++) {
                hashes.add(Hash.of(a, b));
                sequences++;
                for (long c = -20; c < 20; c++) {
                    hashes.add(Hash.of(a, b, c));
                    sequences++;
                }
            }
        }
        assertEquals(sequences, hashes.size());
    }

    @Test
    void orderAndLengthMatter() {
        assertNotEquals(Hash.of(1, 2), Hash.of(2, 1));
        assertNotEquals(Hash.of(), Hash.of(0));
        assertNotEquals(Hash.of(0), Hash.of(0, 0));
        assertNotEquals(Hash.of("ab"), Hash.of("ba"));
        assertNotEquals(Hash.of(""), Hash.of("\0"));
        assertEquals(Hash.of("ab"), Hash.of("a" + "b"));
    }

    @Test
    void aHashGrowsByAppending() {
        assertEquals(Hash.of(7, 8), Hash.append(Hash.append(2, 7), 8));
    }
}
