package dev.lockstep.spark.shard;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.CanonicalRow;
import dev.lockstep.math.Hash;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;

/**
 * Holds out a fraction of the rows for validation or test, stratified by class: the rows with the smallest hashes, ties
 * by content. The hash is mixed once more, so that the remaining rows are still in random order, and with a salt of each
 * part, so that the parts are chosen independently. The selection depends only on content.
 *
 * <p>Of a class with n rows round(fraction·n) are held out, at least 1 and at most n − 1; the only row of a class is
 * used for training. The last group of equal rows stays together if that changes the number by at most a tenth, or by
 * one row; otherwise it is divided. Equal rows are interchangeable, so only their number matters.
 */
final class HoldOut implements Serializable {

    private static final long serialVersionUID = 1;

    /** The part that rows are held out for. */
    enum Part {
        VALIDATION(0x686F6C642D6F7574L),
        TEST(0x7465737420726F77L);

        private final long salt;

        Part(long salt) {
            this.salt = salt;
        }

        /** The hash that orders rows for this part. */
        long mixed(byte[] row) {
            return Hash.mix(CanonicalRow.hash(row) ^ salt);
        }

        @Override
        public String toString() {
            return Names.of(this);
        }
    }

    private final Part part;
    /** The boundary of each class's held-out rows. */
    private final Boundary[] boundaries;
    /** Whether a row's target is a class. */
    private final boolean byClass;
    /** How many rows each class has. */
    private final long[] rows;

    HoldOut(Part part, Boundary[] boundaries, boolean byClass, long[] rows) {
        this.part = part;
        this.boundaries = boundaries;
        this.byClass = byClass;
        this.rows = rows;
    }

    /** @param classes number of classes; 1 if targets are not classes */
    static HoldOut choose(JavaRDD<byte[]> rows, double fraction, int classes, Part part) {
        return HoldOutSearch.of(rows, fraction, classes, part);
    }

    Part part() {
        return part;
    }

    /** The other rows. */
    JavaRDD<byte[]> others(JavaRDD<byte[]> all) {
        JavaRDD<byte[]> undivided = all.filter(row -> {
            Boundary boundary = boundary(row);
            return !boundary.holds(row, part) && !boundary.divides(row);
        });
        return withCopies(undivided, boundary -> boundary.copies - boundary.held);
    }

    /** The rows of the part. */
    JavaRDD<byte[]> held(JavaRDD<byte[]> all) {
        return withCopies(all.filter(row -> boundary(row).holds(row, part)), boundary -> boundary.held);
    }

    /** Whether a row is one of the part, which it is without doubt if no equal row is on the other side. */
    boolean holds(byte[] row) {
        return boundary(row).holds(row, part);
    }

    /** The groups of equal rows with some on either side. */
    List<Boundary> dividedGroups() {
        return Arrays.stream(boundaries).filter(Boundary::isDivided).toList();
    }

    /** The number of all rows. */
    long rows() {
        return Arrays.stream(rows).sum();
    }

    /** Whether no row is held out, because no class has two. */
    boolean isEmpty() {
        return Arrays.stream(rows).allMatch(ofClass -> ofClass <= 1);
    }

    /** The indexes of classes whose only row is not held out. */
    List<Integer> notHeldOut() {
        List<Integer> places = new ArrayList<>();
        for (int stratum = 0; stratum < rows.length; stratum++) {
            if (rows[stratum] == 1) {
                places.add(stratum);
            }
        }
        return places;
    }

    /** The number of rows with equal rows on the other side. */
    long divided() {
        return Arrays.stream(boundaries)
                .filter(Boundary::isDivided)
                .mapToLong(boundary -> boundary.copies)
                .sum();
    }

    private interface Copies extends Serializable {
        long of(Boundary boundary);
    }

    /** Adds the given number of rows of each divided group; equal rows replace those that were read. */
    private JavaRDD<byte[]> withCopies(JavaRDD<byte[]> undivided, Copies copies) {
        List<Boundary> groups = dividedGroups();
        if (groups.isEmpty()) {
            return undivided;
        }
        return undivided.mapPartitionsWithIndex(
                (partition, rows) -> partition > 0
                        ? rows
                        : Stream.concat(
                                        StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false),
                                        groups.stream().flatMap(group -> LongStream.range(0, copies.of(group))
                                                .mapToObj(copy -> group.row)))
                                .iterator(),
                true);
    }

    private Boundary boundary(byte[] row) {
        return boundaries[stratum(row, byClass)];
    }

    static int stratum(byte[] row, boolean byClass) {
        return byClass ? (int) CanonicalRow.target(row, 0) : 0;
    }

    /** The boundary of held-out rows: after a hash, or within a group of equal rows. */
    static final class Boundary implements Serializable {

        private static final long serialVersionUID = 1;

        /** No row is held out. */
        static final Boundary NONE = new Boundary(0, new byte[0], 0, 0);

        private final long hash;
        /** The first row with the hash that is not certainly held out; null if all are. */
        private final byte[] row;
        /** The number of rows equal to this one, and of those held out. */
        private final long copies;

        private final long held;

        Boundary(long hash, byte[] row, long copies, long held) {
            this.hash = hash;
            this.row = row;
            this.copies = copies;
            this.held = held;
        }

        boolean isDivided() {
            return held > 0 && held < copies;
        }

        /** The number of rows of a divided group that are held out. */
        long held() {
            return held;
        }

        boolean divides(byte[] other) {
            return isDivided() && Arrays.equals(row, other);
        }

        boolean holds(byte[] other, Part part) {
            int byHash = Long.compareUnsigned(part.mixed(other), hash);
            if (byHash != 0 || row == null) {
                return byHash <= 0;
            }
            int byContent = CanonicalRow.compare(other, row);
            return byContent < 0 || (byContent == 0 && held == copies);
        }
    }
}
