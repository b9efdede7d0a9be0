package dev.lockstep.run;

import dev.lockstep.catalog.Names;
import dev.lockstep.format.Keys;
import dev.lockstep.plan.TrainingPlan;
import dev.lockstep.training.TrainingResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The members of an ensemble in {@code metrics.json}, each with the metrics of its own predictions, and the standard
 * deviation of every metric over the members, dividing by their number.
 *
 * @param metrics by the evaluated rows, of each member
 */
record MemberMetrics(
        TrainingPlan plan, List<TrainingResult.OfMember> members, Map<String, List<Map<String, Double>>> metrics) {

    /** One entry per member. */
    List<Map<String, Object>> list() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            int index = i;
            TrainingResult.OfMember member = members.get(i);
            Keys keys = new Keys()
                    .with("seed", plan.seed(i))
                    .with("epochs", member.epochs())
                    .with("bestEpoch", member.bestEpoch())
                    .with("stopped", Names.of(member.stopped()));
            metrics.forEach((rows, ofMembers) -> keys.with(rows, ofMembers.get(index)));
            list.add(keys.map());
        }
        return list;
    }

    /** The standard deviations, by the evaluated rows. */
    Map<String, Object> spread() {
        Map<String, Object> spread = new LinkedHashMap<>();
        metrics.forEach((rows, ofMembers) -> {
            Map<String, Double> deviations = new LinkedHashMap<>();
            ofMembers.get(0).keySet().forEach(name -> deviations.put(name, deviation(ofMembers, name)));
            spread.put(rows, deviations);
        });
        return spread;
    }

    private static double deviation(List<Map<String, Double>> ofMembers, String name) {
        double mean = 0;
        for (Map<String, Double> member : ofMembers) {
            mean += member.get(name) / ofMembers.size();
        }
        double squares = 0;
        for (Map<String, Double> member : ofMembers) {
            squares += (member.get(name) - mean) * (member.get(name) - mean);
        }
        return Math.sqrt(squares / ofMembers.size());
    }
}
