package dev.lockstep.spark.engine.resident;

import dev.lockstep.spark.internals.Slots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.IntSupplier;
import org.apache.spark.SparkContext;

/**
 * Who has reserved slots of a cluster for tasks that stay. One for each SparkContext, so that two trainings with half of
 * the slots each do not wait for one another.
 */
final class SlotLedger {

    /** The one thing that trainings of a context share. */
    private static final Map<SparkContext, SlotLedger> LEDGERS = new WeakHashMap<>();

    private final List<Reservation> reservations = new ArrayList<>();

    private SlotLedger() {}

    static SlotLedger of(SparkContext context) {
        synchronized (LEDGERS) {
            return LEDGERS.computeIfAbsent(context, any -> new SlotLedger());
        }
    }

    /**
     * Reserves slots, if that many are free.
     *
     * @param up how many of the tasks that they are for run already
     */
    synchronized Optional<Reservation> reserve(SparkContext context, int slots, IntSupplier up) {
        int promised = 0;
        for (Reservation other : reservations) {
            promised += Math.max(0, other.slots - other.up.getAsInt());
        }
        if (Slots.all(context) - Slots.running(context) - promised < slots) {
            return Optional.empty();
        }
        Reservation reservation = new Reservation(slots, up);
        reservations.add(reservation);
        return Optional.of(reservation);
    }

    /** Slots that are kept for someone until it is closed. */
    final class Reservation implements AutoCloseable {

        private final int slots;
        private final IntSupplier up;

        private Reservation(int slots, IntSupplier up) {
            this.slots = slots;
            this.up = up;
        }

        @Override
        public void close() {
            synchronized (SlotLedger.this) {
                reservations.remove(this);
            }
        }
    }
}
