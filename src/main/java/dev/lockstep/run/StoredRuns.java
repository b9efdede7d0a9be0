package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.data.DataException;
import dev.lockstep.plan.PlanException;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.yaml.FlatPlan;
import dev.lockstep.plan.yaml.PlanFile;
import dev.lockstep.report.HistoryLines;
import dev.lockstep.report.page.ComparedRun;
import dev.lockstep.report.page.Curves;
import dev.lockstep.spark.store.RunFiles;
import dev.lockstep.spark.store.RunFolders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/** The files of runs, finished or not, for a comparison. */
public final class StoredRuns {

    private static final int LARGEST = 1 << 28;

    private StoredRuns() {}

    /**
     * The runs in folders.
     *
     * @param folders of runs, or patterns of such folders
     * @throws PlanException if a folder or pattern has no run
     * @throws DataException if a file of a run cannot be read
     */
    public static List<ComparedRun> in(List<String> folders, Configuration configuration) {
        List<RunFiles> runs = new ArrayList<>();
        for (String folder : folders) {
            try {
                List<RunFiles> found = new ArrayList<>();
                for (RunFiles files : RunFolders.matching(folder, configuration)) {
                    if (files.exists(RunOutput.PLAN)) {
                        found.add(files);
                    }
                }
                if (found.isEmpty()) {
                    throw new PlanException("RUN must be the folder of a run, with " + RunOutput.PLAN + ", but "
                            + folder + " has none");
                }
                runs.addAll(found);
            } catch (IOException | IllegalArgumentException e) {
                throw new PlanException("RUN " + folder + " cannot be read: " + e.getMessage(), e);
            }
        }
        List<String> names = names(runs.stream().map(RunFiles::folder).toList());
        return IntStream.range(0, runs.size())
                .mapToObj(i -> read(names.get(i), runs.get(i)))
                .toList();
    }

    /** The ends of the addresses, as long as needed to differ. */
    static List<String> names(List<String> addresses) {
        List<String> names = addresses;
        for (int parts = 1; parts < 20; parts++) {
            int last = parts;
            names = addresses.stream().map(address -> end(address, last)).toList();
            if (names.stream().distinct().count()
                    == addresses.stream().distinct().count()) {
                break;
            }
        }
        return names;
    }

    private static String end(String address, int parts) {
        String[] all = address.split("/", -1);
        return String.join("/", List.of(all).subList(Math.max(0, all.length - parts), all.length));
    }

    private static ComparedRun read(String name, RunFiles files) {
        try {
            RunPlan plan = PlanFile.saved(
                    files.folder() + "/" + RunOutput.PLAN, files.read(RunOutput.PLAN, FinishedRun.LARGEST_PLAN));
            Map<String, String> keys = new LinkedHashMap<>();
            FlatPlan.of(plan, place -> "[" + place + "]")
                    .forEach((path, value) -> keys.put(path, String.valueOf(value)));
            keys.remove("output");
            Curves curves = new Curves();
            if (files.exists(History.FILE)) {
                HistoryLines.all(files.read(History.FILE, LARGEST)).forEach(curves::add);
            }
            Optional<JsonNode> metrics = files.exists(RunOutput.METRICS)
                    ? Optional.of(HistoryLines.parse(files.read(RunOutput.METRICS, LARGEST)))
                    : Optional.empty();
            return new ComparedRun(name, files.folder(), keys, curves, metrics);
        } catch (IOException e) {
            throw new DataException("the run in " + files.folder() + " cannot be read: " + e.getMessage(), e);
        }
    }
}
