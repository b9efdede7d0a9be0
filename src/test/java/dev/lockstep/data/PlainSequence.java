package dev.lockstep.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The sequence of an epoch by its definition, row after row: each place is a shard and a slot. */
public final class PlainSequence {

    private PlainSequence() {}

    /** A row's place. */
    public record Place(int shard, int slot) {}

    /** @param batchSize a run is a quarter of it, but from 16 to 64 rows */
    public static List<Place> of(ShardLayout layout, long batchSize) {
        int run = batchSize < 64 ? 16 : batchSize > 256 ? 64 : (int) (batchSize / 4);
        List<Integer> spread = IntStream.range(0, layout.shards())
                .boxed()
                .sorted(Comparator.comparing(PlainSequence::reversedBits))
                .toList();
        List<Place> sequence = new ArrayList<>();
        for (int from = 0; sequence.size() < layout.rows(); from += run) {
            for (int shard : spread) {
                for (int slot = from; slot < Math.min(from + run, layout.size(shard)); slot++) {
                    sequence.add(new Place(shard, slot));
                }
            }
        }
        return sequence;
    }

    private static String reversedBits(int shard) {
        return new StringBuilder(
                        String.format("%16s", Integer.toBinaryString(shard)).replace(' ', '0'))
                .reverse()
                .toString();
    }
}
