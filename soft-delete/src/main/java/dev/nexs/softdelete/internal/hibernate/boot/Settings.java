package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.DeletedByProvider;
import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.SoftDeleteMappingException;
import dev.nexs.softdelete.SoftDeleteSettings;
import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.service.ServiceRegistry;
import org.jspecify.annotations.Nullable;

/** The settings of this module, read once; every wrong value is reported in the same exception. */
record Settings(
        Marker marker,
        String column,
        boolean batch,
        String batchColumn,
        String deletedByColumn,
        TrashedReference onTrashed) {

    private static final String PREFIX = "nexs.soft-delete.";
    private static final List<String> NAMES = List.of(
            SoftDeleteSettings.MARKER,
            SoftDeleteSettings.COLUMN,
            SoftDeleteSettings.BATCH,
            SoftDeleteSettings.BATCH_COLUMN,
            SoftDeleteSettings.DELETED_BY_COLUMN,
            SoftDeleteSettings.DELETED_BY_PROVIDER,
            SoftDeleteSettings.ON_TRASHED);

    static Settings read(MetadataBuildingContext context, SoftDeleteModel model) {
        Map<String, Object> values =
                context.getBootstrapContext().getConfigurationService().getSettings();
        List<String> mistakes = unknown(values);
        Marker marker = choice(
                values,
                SoftDeleteSettings.MARKER,
                Map.of("timestamp", Marker.TIMESTAMP, "boolean", Marker.BOOLEAN, "epoch-millis", Marker.EPOCH_MILLIS),
                Marker.TIMESTAMP,
                mistakes);
        boolean batch = choice(values, SoftDeleteSettings.BATCH, Map.of("true", true, "false", false), true, mistakes);
        TrashedReference onTrashed = choice(
                values,
                SoftDeleteSettings.ON_TRASHED,
                Map.of("show", TrashedReference.SHOW, "hide", TrashedReference.HIDE, "fail", TrashedReference.FAIL),
                TrashedReference.SHOW,
                mistakes);
        DeletedByProvider provider = provider(
                values.get(SoftDeleteSettings.DELETED_BY_PROVIDER),
                context.getBootstrapContext().getServiceRegistry(),
                mistakes);
        if (provider != null) {
            model.callbacks().deletedBy(provider);
        }
        Settings settings = new Settings(
                marker,
                text(values, SoftDeleteSettings.COLUMN, "", mistakes),
                batch,
                text(values, SoftDeleteSettings.BATCH_COLUMN, "deletion_id", mistakes),
                text(values, SoftDeleteSettings.DELETED_BY_COLUMN, "deleted_by", mistakes),
                onTrashed);
        if (!mistakes.isEmpty()) {
            throw new SoftDeleteMappingException(String.join(" ", mistakes));
        }
        return settings;
    }

    private static List<String> unknown(Map<String, Object> values) {
        List<String> mistakes = new ArrayList<>();
        values.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !NAMES.contains(name))
                .sorted()
                .forEach(name -> mistakes.add(
                        "The setting " + name + " is unknown; there are " + String.join(", ", NAMES) + "."));
        return mistakes;
    }

    private static <T> T choice(
            Map<String, Object> values, String name, Map<String, T> allowed, T standard, List<String> mistakes) {
        Object value = values.get(name);
        if (value == null) {
            return standard;
        }
        T chosen = allowed.get(value.toString().trim().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (chosen == null) {
            mistakes.add("The setting " + name + " is \"" + value + "\"; it must be one of "
                    + String.join(", ", allowed.keySet().stream().sorted().toList()) + ".");
            return standard;
        }
        return chosen;
    }

    private static String text(Map<String, Object> values, String name, String standard, List<String> mistakes) {
        Object value = values.get(name);
        if (value != null && value.toString().isBlank()) {
            mistakes.add("The setting " + name + " is blank; it must be the name of a column, or be left out.");
        }
        return value == null ? standard : value.toString().trim();
    }

    private static @Nullable DeletedByProvider provider(
            @Nullable Object value, ServiceRegistry services, List<String> mistakes) {
        if (value == null || value instanceof DeletedByProvider) {
            return (DeletedByProvider) value;
        }
        try {
            Class<?> type = value instanceof Class<?> given
                    ? given
                    : services.requireService(ClassLoaderService.class).classForName(value.toString());
            return (DeletedByProvider) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | RuntimeException e) {
            mistakes.add("The setting " + SoftDeleteSettings.DELETED_BY_PROVIDER + " is \"" + value
                    + "\"; it must be a DeletedByProvider, or a class that implements it and has a public constructor"
                    + " without arguments (" + e + ").");
            return null;
        }
    }

    Marker marker(SoftDeletable annotation) {
        return annotation.marker() == Marker.DEFAULT ? marker : annotation.marker();
    }

    String column(SoftDeletable annotation) {
        if (!annotation.column().isBlank()) {
            return annotation.column();
        } else if (!column.isEmpty()) {
            return column;
        } else {
            return marker(annotation) == Marker.BOOLEAN ? "deleted" : "deleted_at";
        }
    }
}
