package dev.nexs.orm.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Raw values under their names, read through the catalogue. A value that cannot be read is reported and replaced by
 * the default, so that reading goes on and finds the next one.
 */
public final class SettingValues {

    private final Map<String, Object> raw;
    private final List<String> problems = new ArrayList<>();

    SettingValues(Map<String, Object> raw) {
        this.raw = new HashMap<>(raw);
    }

    /** {@return the setting's value or its default, which it has} */
    public <T> T get(Setting<T> setting) {
        T fallback = setting.fallback();
        return find(setting).orElseGet(() -> {
            if (fallback == null) {
                throw new IllegalStateException("The setting " + setting.name() + " has no default");
            }
            return fallback;
        });
    }

    /** {@return the setting's value, or its default if it has one} */
    public <T> Optional<T> find(Setting<T> setting) {
        Optional<T> read = read(setting, setting.name());
        return read.isPresent() ? read : Optional.ofNullable(setting.fallback());
    }

    /** Reads a value that stands under another name than its catalogue entry's. */
    <T> Optional<T> read(Setting<T> setting, String name) {
        Object value = raw.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(setting.reader().read(value));
        } catch (IllegalArgumentException e) {
            problem(name + " = " + setting.shown(value) + " is not allowed; allowed is "
                    + setting.reader().allowed());
            raw.remove(name);
            return Optional.empty();
        }
    }

    boolean has(Setting<?> setting) {
        return raw.containsKey(setting.name());
    }

    Map<String, Object> raw() {
        return raw;
    }

    void problem(String sentence) {
        if (!problems.contains(sentence)) {
            problems.add(sentence);
        }
    }

    List<String> problems() {
        return problems;
    }

    @Override
    public String toString() {
        return "SettingValues" + raw.keySet();
    }
}
