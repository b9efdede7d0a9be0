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

    void add(HoldOut held, long rows, Labels labels) {
        List<String> single = held.notHeldOut().stream()
                .map(place -> labels.classes().get(place))
                .toList();
        counts.put("validation", RowCounts.ofHeldOut(rows, single));
        if (!single.isEmpty()) {
            notes.add(key("data.validation.fraction") + ": no row is held out of "
                    + (single.size() == 1 ? "class " : "the classes ") + Names.few(single) + ", which "
                    + (single.size() == 1 ? "has" : "have") + " one row");
        }
        if (held.divided() > 0) {
            notes.add(key("data.validation.fraction") + " divides groups of equal rows, of " + held.divided()
                    + " rows in total, so validation has copies of training rows");
        }
    }
}
