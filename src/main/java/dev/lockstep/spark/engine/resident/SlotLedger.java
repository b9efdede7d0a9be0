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
 * Reservations of slots for resident tasks. There is one ledger per SparkContext, so that two trainings with half of
 * the slots each do not wait for each other.
 */
final class SlotLedger {

    /** Shared by the trainings of a context. */
    private static final Map<SparkContext, SlotLedger> LEDGERS = new WeakHashMap<>();

    private final List<Reservation> reservations = new ArrayList<>();

    private SlotLedger() {}

    static SlotLedger of(SparkContext context) {
        synchronized (LEDGERS) {
            return LEDGERS.computeIfAbsent(context, any -> new SlotLedger());
        }
    }

    /**
     * Reserves slots, if enough are free.
     *
     * @param up number of their tasks that are already running
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

    /** A reservation, released by closing it. */
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
