package dev.lockstep.job;

import dev.lockstep.catalog.Names;
import java.util.Collection;
import java.util.List;

/** Names as plans and messages write them. */
final class Words {

    private Words() {}

    /** {@code ALL_EPOCHS} as {@code all_epochs}. */
    static String of(Enum<?> constant) {
        return Names.of(constant);
    }

    /** {@code none, standard or minmax}. */
    static String either(Collection<String> words) {
        List<String> list = List.copyOf(words);
        int last = list.size() - 1;
        return last < 1 ? String.join("", list) : String.join(", ", list.subList(0, last)) + " or " + list.get(last);
    }
}
