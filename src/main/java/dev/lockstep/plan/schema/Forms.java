package dev.lockstep.plan.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** A type with several forms, such as a path or {@code {path, format, options}}. */
public final class Forms<T> implements Type<T> {

    private record Form<T>(Predicate<Object> has, Type<? extends T> type) {}

    private final String words;
    private final Function<T, Object> write;
    private final List<Form<T>> forms = new ArrayList<>();

    /** @param write selects the form for writing */
    public Forms(String words, Function<T, Object> write) {
        this.words = words;
        this.write = write;
    }

    /** @param has recognizes the form of a plain value */
    public Forms<T> with(Predicate<Object> has, Type<? extends T> type) {
        forms.add(new Form<>(has, type));
        return this;
    }

    @Override
    public T read(Object plain) {
        for (Form<T> form : forms) {
            if (form.has().test(plain)) {
                return form.type().read(plain);
            }
        }
        throw refusal(plain);
    }

    @Override
    public Object write(T value) {
        return write.apply(value);
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public Map<String, Object> schema() {
        return JsonSchema.anyOf(forms.stream().map(form -> form.type().schema()).toArray());
    }

    @Override
    public List<Section.Inner> sections() {
        return forms.stream().flatMap(form -> form.type().sections().stream()).toList();
    }
}
