package dev.lockstep.spark.shard;

import static dev.lockstep.catalog.KeyMarks.key;

import dev.lockstep.catalog.Names;
import dev.lockstep.data.Labels;
import dev.lockstep.spark.ingest.ParsedRows;
import dev.lockstep.spark.ingest.RowCounts;
import dev.lockstep.spark.ingest.row.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts found while reading the sources. */
final class Findings {

    final Map<String, RowCounts> counts = new LinkedHashMap<>();
    final List<String> notes = new ArrayList<>();

    void add(String side, Table table, ParsedRows read) {
        RowCounts found = RowCounts.of(read);
        counts.put(side, found);
        notes.addAll(table.notes());
        notes.addAll(found.notes(table.name()));
    }

    /**
     * @param rows the number of rows held out
     * @param rest whether others were held out before
     */
    void add(HoldOut held, long rows, boolean rest, Labels labels) {
        String part = held.part().toString();
        String of = key("data." + part + ".fraction");
        List<String> single = held.notHeldOut().stream()
                .map(place -> labels.classes().get(place))
                .toList();
        counts.put(part, RowCounts.ofHeldOut(rows, single));
        if (!single.isEmpty()) {
            notes.add(of + ": no row is held out of "
                    + (single.size() == 1 ? "class " : "the classes ") + Names.few(single) + ", which "
                    + (single.size() == 1 ? "has" : "have") + " one row" + (rest ? " left" : ""));
        }
        if (held.divided() > 0) {
            notes.add(of + " divides groups of equal rows, of " + held.divided() + " rows in total, so " + part
                    + " has copies of training rows");
        }
    }
}
