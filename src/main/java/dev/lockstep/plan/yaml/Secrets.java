package dev.lockstep.plan.yaml;

import dev.lockstep.catalog.Secret;
import dev.lockstep.plan.DataPlan;
import dev.lockstep.plan.RunPlan;
import dev.lockstep.plan.SourcePlan;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets of a command, which messages of other code may contain. */
public final class Secrets {

    /** Shorter secrets are matched only as whole words. */
    private static final int LONG = 6;

    private final Set<String> values = new LinkedHashSet<>();

    /** Those of a plan. */
    public static Secrets of(RunPlan plan) {
        Secrets secrets = new Secrets();
        secrets.add(plan);
        return secrets;
    }

    /** The secrets of a plan. */
    public void add(RunPlan plan) {
        addText(plan.output());
        plan.publish().ifPresent(rules -> addText(rules.to()));
        plan.training().network().initializeFrom().ifPresent(this::addText);
        add(plan.data());
    }

    private void add(DataPlan data) {
        add(data.train());
        data.validation().flatMap(DataPlan.Part::source).ifPresent(this::add);
        data.test().flatMap(DataPlan.Part::source).ifPresent(this::add);
    }

    public void add(SourcePlan source) {
        addText(source.path());
        add(source.options());
    }

    private void addText(String address) {
        values.addAll(Secret.in(address));
    }

    public void add(Map<String, String> options) {
        options.forEach((name, value) -> values.addAll(Secret.in(name, value)));
    }

    /** A text with all secrets masked. */
    public String hide(String text) {
        String shown = text;
        // Longer ones first, which may contain shorter ones.
        for (String value : values.stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            if (value.length() >= LONG) {
                shown = shown.replace(value, Secret.MASK);
            } else if (!value.isBlank()) {
                shown = shown.replaceAll(
                        "(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])",
                        Matcher.quoteReplacement(Secret.MASK));
            }
        }
        return Secret.shownInText(shown);
    }
}
