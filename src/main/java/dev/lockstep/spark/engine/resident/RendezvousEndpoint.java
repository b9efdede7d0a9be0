package dev.lockstep.spark.engine.resident;

import dev.lockstep.spark.engine.resident.ResidentMessages.Kind;
import dev.lockstep.spark.internals.DriverEndpoint;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Connects tasks of other processes to a rendezvous: decodes their messages and sends its replies. */
final class RendezvousEndpoint implements DriverEndpoint.Receiver {

    private static final byte[] NOTHING = new byte[0];
    private static final Kind[] KINDS = Kind.values();

    private final Rendezvous rendezvous;
    private final int chunkFloats;
    private final Map<Long, Parcel> parcels = new HashMap<>();
    private Assignment encoded = Assignment.END;
    private byte[] encoding = NOTHING;

    RendezvousEndpoint(Rendezvous rendezvous, int chunkBytes) {
        this.rendezvous = rendezvous;
        this.chunkFloats = chunkBytes / Float.BYTES;
    }

    @Override
    public void asked(Object message, DriverEndpoint.Reply reply) {
        ByteBuffer bytes = ResidentMessages.buffer((byte[]) message);
        Kind kind = KINDS[bytes.get()];
        Rendezvous.Caller caller = ResidentMessages.caller(bytes);
        switch (kind) {
            case HELLO -> reply.send(reply.isLocal() ? rendezvous : NOTHING);
            case ASK -> ask(caller, reply);
            case SHARE -> {
                if (received(caller, bytes)) {
                    ask(caller, reply);
                } else {
                    rendezvous.seen(caller.partition());
                    reply.send(NOTHING);
                }
            }
            case WEIGHTS -> reply.send(weights(bytes.getLong(), bytes.getInt()));
            case ALIVE, REFUSAL -> throw new IllegalStateException(kind + " has no answer");
        }
    }

    @Override
    public void told(Object message) {
        ByteBuffer bytes = ResidentMessages.buffer((byte[]) message);
        Kind kind = KINDS[bytes.get()];
        Rendezvous.Caller caller = ResidentMessages.caller(bytes);
        if (kind == Kind.REFUSAL) {
            rendezvous.refuse(ResidentMessages.refusal(bytes).asException());
        } else {
            rendezvous.seen(caller.partition());
        }
    }

    private void ask(Rendezvous.Caller caller, DriverEndpoint.Reply reply) {
        rendezvous.ask(caller, assignment -> reply.send(encoded(assignment)));
    }

    /** Encoded once per step, on first use. */
    private synchronized byte[] encoded(Assignment assignment) {
        if (assignment.step() == null) {
            return ResidentMessages.assignment(assignment, chunkFloats);
        }
        if (assignment != encoded) {
            encoding = ResidentMessages.assignment(assignment, chunkFloats);
            encoded = assignment;
        }
        return encoding;
    }

    private byte[] weights(long step, int chunk) {
        Assignment current = rendezvous.current();
        return current.isEnd() || current.step().number() != step
                ? NOTHING
                : ResidentMessages.chunk(current.parameters(), chunk, chunkFloats);
    }

    /** Receives a chunk of partial sums; true if it was the last. */
    private boolean received(Rendezvous.Caller caller, ByteBuffer bytes) {
        long step = bytes.getLong();
        int chunk = bytes.getInt();
        int chunks = bytes.getInt();
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        Parcel parcel;
        synchronized (parcels) {
            parcel = parcels.get(caller.attempt());
            if (parcel == null || parcel.step != step) {
                parcel = new Parcel(step, chunks);
                parcels.put(caller.attempt(), parcel);
            }
            parcel.chunks[chunk] = content;
        }
        if (chunk != chunks - 1) {
            return false;
        }
        rendezvous.bring(caller.partition(), step, parcel);
        return true;
    }

    /** Received partial sums. */
    static final class Parcel {

        private final long step;
        private final byte[][] chunks;

        private Parcel(long step, int chunks) {
            this.step = step;
            this.chunks = new byte[chunks][];
        }

        /** All its bytes. */
        byte[] content() {
            if (chunks.length == 1) {
                return chunks[0];
            }
            int length = 0;
            for (byte[] chunk : chunks) {
                length += chunk.length;
            }
            ByteBuffer all = ByteBuffer.allocate(length);
            for (byte[] chunk : chunks) {
                all.put(chunk);
            }
            return all.array();
        }
    }
}
