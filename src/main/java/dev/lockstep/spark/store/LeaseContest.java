package dev.lockstep.spark.store;

import dev.lockstep.plan.PlanException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The acquisition of a lease by one of several contenders. A contender watches the holder's file and takes over only if
 * it does not change; clocks of two machines are never compared.
 */
record LeaseContest(LeaseFile file, Lease.Intervals intervals) {

    /** @throws PlanException if another process holds the lease */
    void win() throws IOException {
        boolean taken = false;
        while (!taken) {
            // Otherwise it was released meanwhile.
            taken = file.create(file.name()) || takesOver();
        }
        if (!file.isOurs()) {
            throw file.refusal(file.read(file.name()).orElse(""));
        }
        file.removeLeftOvers();
    }

    /**
     * Takes over the lease of a dead or silent holder. The process that creates the file named after that holder takes
     * over; if it is silent as well, the one that creates the file named after it.
     *
     * @return false to try again
     */
    private boolean takesOver() throws IOException {
        Map<String, String> silent = new LinkedHashMap<>();
        String at = file.name();
        Optional<String> text = file.read(at);
        while (text.isPresent() && isSilent(at, text.get())) {
            silent.put(at, text.get());
            String id = LeaseHolder.of(text.get()).id();
            at = file.claimOn(id.matches("[0-9a-f-]{36}") ? id : "unknown-" + silent.size());
            if (file.create(at)) {
                return replaces(silent, at);
            }
            text = file.read(at);
        }
        return false;
    }

    private boolean replaces(Map<String, String> silent, String claim) throws IOException {
        for (Map.Entry<String, String> one : silent.entrySet()) {
            if (!file.read(one.getKey()).equals(Optional.of(one.getValue()))) {
                file.remove(claim);
                return false;
            }
        }
        file.write();
        pause(2 * intervals.lookMillis());
        if (!file.isOurs()) {
            file.remove(claim);
        }
        return true;
    }

    /**
     * Watches a holder; false if it releases the lease.
     *
     * @throws PlanException if it renews the lease
     */
    private boolean isSilent(String name, String text) throws IOException {
        if (LeaseHolder.of(text).isCertainlyDead()) {
            return true;
        }
        for (long waited = 0; waited < intervals.watchMillis(); waited += intervals.lookMillis()) {
            pause(intervals.lookMillis());
            Optional<String> now = file.read(name);
            if (now.isEmpty()) {
                return false;
            }
            if (!now.get().equals(text)) {
                throw file.refusal(now.get().isEmpty() ? text : now.get());
            }
        }
        return true;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the output's lease", e);
        }
    }
}
