package dev.lockstep.spark.engine.resident;

import dev.lockstep.spark.engine.resident.ResidentMessages.Kind;
import dev.lockstep.spark.internals.DriverEndpoint;
import dev.lockstep.spark.internals.RpcBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Connects tasks of other processes to a rendezvous: decodes their messages and sends its replies. */
final class RendezvousEndpoint implements DriverEndpoint.Receiver {

    private static final byte[] NOTHING = new byte[0];
    private static final Kind[] KINDS = Kind.values();

    private final Rendezvous rendezvous;
    private final int chunkFloats;
    private final Map<Long, Parcel> parcels = new HashMap<>();
    private Assignment encoded = Assignment.END;
    /** The first chunk with its header, and the others. */
    private RpcBytes[] encoding = {};

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
            case WEIGHTS -> weights(bytes.getLong(), bytes.getInt(), reply);
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

    private RpcBytes encoded(Assignment assignment) {
        return assignment.step() == null
                ? ResidentMessages.assignment(assignment, chunkFloats)
                : encoded(assignment, 0);
    }

    /** A chunk, encoded once per step, on first use. */
    private synchronized RpcBytes encoded(Assignment assignment, int chunk) {
        if (assignment != encoded) {
            int chunks = (assignment.parameters().length + chunkFloats - 1) / chunkFloats;
            encoding = new RpcBytes[Math.max(1, chunks)];
            encoded = assignment;
        }
        if (encoding[chunk] == null) {
            encoding[chunk] = chunk == 0
                    ? ResidentMessages.assignment(assignment, chunkFloats)
                    : ResidentMessages.chunk(assignment.parameters(), chunk, chunkFloats);
        }
        return encoding[chunk];
    }

    private void weights(long step, int chunk, DriverEndpoint.Reply reply) {
        Assignment current = rendezvous.current();
        if (current.step() == null || current.step().number() != step) {
            reply.send(NOTHING);
        } else {
            reply.send(encoded(current, chunk));
        }
    }

    /** Receives a chunk of partial sums; true if it was the last. */
    private boolean received(Rendezvous.Caller caller, ByteBuffer bytes) {
        long step = bytes.getLong();
        int chunk = bytes.getInt();
        int chunks = bytes.getInt();
        ByteBuffer content = chunks == 1 ? bytes : together(caller, step, chunk, chunks, bytes);
        if (content != null) {
            rendezvous.bring(caller.partition(), step, ResidentMessages.share(content));
        }
        return chunk == chunks - 1;
    }

    /** Adds a chunk to the others; all of them after the last one, otherwise or if that is repeated null. */
    private synchronized ByteBuffer together(
            Rendezvous.Caller caller, long step, int chunk, int chunks, ByteBuffer bytes) {
        Parcel parcel = parcels.get(caller.attempt());
        if (parcel == null || parcel.step != step) {
            parcel = new Parcel(step, new ByteBuffer[chunks]);
            parcels.put(caller.attempt(), parcel);
        }
        parcel.chunks[chunk] = bytes;
        if (chunk != chunks - 1) {
            return null;
        }
        parcels.remove(caller.attempt());
        return Arrays.stream(parcel.chunks).allMatch(Objects::nonNull) ? parcel.content() : null;
    }

    /** Partial sums of a step, as far as received. */
    private record Parcel(long step, ByteBuffer[] chunks) {

        /** All its bytes. */
        ByteBuffer content() {
            int length = Arrays.stream(chunks).mapToInt(ByteBuffer::remaining).sum();
            ByteBuffer all = ResidentMessages.buffer(new byte[length]);
            for (ByteBuffer chunk : chunks) {
                all.put(chunk);
            }
            return all.flip();
        }
    }
}
