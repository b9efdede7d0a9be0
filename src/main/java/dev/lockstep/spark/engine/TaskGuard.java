package dev.lockstep.spark.engine;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.EnvironmentException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Shard;
import dev.lockstep.math.Backend;
import dev.lockstep.math.Canary;
import dev.lockstep.spark.internals.ThisProcess;
import dev.lockstep.spark.shard.PackedPartition;
import dev.lockstep.spark.shard.ShardedRows;
import java.io.Serializable;

/**
 * The checks of every task before it computes: this process has the driver's arithmetic, and the shards are those that
 * the driver knows. A refusal is returned as a result, because a retry would not help.
 */
public final class TaskGuard implements Serializable {

    private static final long serialVersionUID = 1;

    private final Backend backend;
    private final String canary;
    private final long[] fingerprints;

    public TaskGuard(Backend backend, ShardedRows rows) {
        this.backend = backend;
        this.canary = Canary.of(backend);
        this.fingerprints = rows.fingerprints();
    }

    public Backend backend() {
        return backend;
    }

    /** The reason to refuse, or null. */
    public Refusal refusal(PackedPartition partition) {
        String here = canaryHere();
        if (!here.equals(canary)) {
            return new Refusal(
                    false,
                    "host " + ThisProcess.address() + " gives other bits (" + here + ") than the driver (" + canary
                            + "); set ONEDNN_MAX_CPU_ISA, or OPENBLAS_CORETYPE on arm64, for the driver and the"
                            + " executors, or " + key("math.blas: java"));
        }
        for (Shard shard : partition.shards()) {
            if (shard.fingerprint() != fingerprints[shard.index()]) {
                return new Refusal(
                        true,
                        "the data changed during training: shard " + shard.index()
                                + " has other rows when read again; use a source that does not change");
            }
        }
        return null;
    }

    private String canaryHere() {
        try {
            backend.products();
            return Canary.of(backend);
        } catch (EnvironmentException e) {
            return e.getMessage();
        }
    }

    /** A reason not to compute. */
    public static final class Refusal implements Serializable {

        private static final long serialVersionUID = 1;

        private final boolean ofData;
        private final String reason;

        public Refusal(boolean ofData, String reason) {
            this.ofData = ofData;
            this.reason = reason;
        }

        public boolean isOfData() {
            return ofData;
        }

        public String reason() {
            return reason;
        }

        public RuntimeException asException() {
            return ofData ? new DataException(reason) : new EnvironmentException(reason);
        }
    }
}
