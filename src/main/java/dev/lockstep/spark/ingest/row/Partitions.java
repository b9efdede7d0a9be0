package dev.lockstep.spark.ingest.row;

import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The partition columns of a table of files, which are in the names of folders, such as {@code day=1}. */
final class Partitions {

    private Partitions() {}

    /** The partition columns of a table; none if its rows do not come from files. */
    static Set<String> of(Table table) {
        Set<String> found = new HashSet<>();
        if (table.path().isEmpty()) {
            return found;
        }
        String[] files = table.rows().inputFiles();
        if (files.length > 0) {
            List<String> columns = List.of(table.rows().columns());
            String path = files[0].matches("[!-~]+") ? URI.create(files[0]).getPath() : files[0];
            Arrays.stream(path.split("/"))
                    .filter(folder -> folder.indexOf('=') > 0)
                    .map(folder -> folder.substring(0, folder.indexOf('=')))
                    .filter(columns::contains)
                    .forEach(found::add);
        }
        return found;
    }
}
