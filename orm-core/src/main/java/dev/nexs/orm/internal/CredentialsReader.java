package dev.nexs.orm.internal;

import com.zaxxer.hikari.HikariCredentialsProvider;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.pool.internal.CredentialsSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides who logs in. Of the three sources of a password one may be set; any of them wins over the URL's. */
final class CredentialsReader {

    private final SettingValues values;
    private @Nullable HikariCredentialsProvider provider;
    private boolean explicit;

    CredentialsReader(SettingValues values) {
        this.values = values;
    }

    /** To be called while only explicit settings are there. */
    void check() {
        List<String> sources = Stream.of(Catalogue.PASSWORD, Catalogue.PASSWORD_FILE, Catalogue.CREDENTIALS_PROVIDER)
                .filter(values::has)
                .map(Setting::name)
                .toList();
        explicit = !sources.isEmpty();
        if (sources.size() > 1) {
            values.problem(String.join(" and ", sources) + " are set together; keep one of them");
        }
        values.find(Catalogue.CREDENTIALS_PROVIDER).ifPresent(raw -> provider = provider(raw));
    }

    /** To be called once the URL has filled in what was missing: its password yields to a file or a provider. */
    void settle() {
        boolean otherSource = values.has(Catalogue.PASSWORD_FILE) || values.has(Catalogue.CREDENTIALS_PROVIDER);
        if (explicit && otherSource) {
            values.raw().remove(NexsSettings.PASSWORD);
        }
    }

    CredentialsSource read() {
        String username = values.find(Catalogue.USERNAME).orElse(null);
        if (provider != null) {
            return CredentialsSource.provider(username, provider);
        }
        return values.find(Catalogue.PASSWORD_FILE)
                .map(file -> CredentialsSource.file(username, file))
                .orElseGet(() -> CredentialsSource.fixed(
                        username, values.find(Catalogue.PASSWORD).orElse(null)));
    }

    private @Nullable HikariCredentialsProvider provider(Object raw) {
        if (raw instanceof HikariCredentialsProvider given) {
            return given;
        }
        return Instances.create(HikariCredentialsProvider.class, NexsSettings.CREDENTIALS_PROVIDER, raw, values);
    }
}
