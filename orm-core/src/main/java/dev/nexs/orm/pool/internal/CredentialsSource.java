package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.util.Credentials;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who logs in: asked for every new connection. Its text never holds the password. */
public abstract class CredentialsSource implements HikariCredentialsProvider {

    /** A name and a password that stay as they are; either may be left to the driver. */
    public static CredentialsSource fixed(@Nullable String username, @Nullable String password) {
        return new Fixed(username, password);
    }

    /** A name, and a password that is read from a file each time. */
    public static CredentialsSource file(@Nullable String username, Path file) {
        return new PasswordFile(username, file);
    }

    /** Another's answer each time; a name fills in for an answer without one. */
    public static CredentialsSource provider(@Nullable String username, HikariCredentialsProvider provider) {
        return new Provided(username, provider);
    }

    /** {@return the file whose change means new credentials, if there is one} */
    public Optional<Path> watched() {
        return Optional.empty();
    }

    private static final class Fixed extends CredentialsSource {

        private final Credentials credentials;

        Fixed(@Nullable String username, @Nullable String password) {
            this.credentials = new Credentials(username, password);
        }

        @Override
        public Credentials getCredentials() {
            return credentials;
        }

        @Override
        public String toString() {
            return "fixed credentials of " + credentials.getUsername();
        }
    }

    private static final class Provided extends CredentialsSource {

        private final @Nullable String username;
        private final HikariCredentialsProvider provider;

        Provided(@Nullable String username, HikariCredentialsProvider provider) {
            this.username = username;
            this.provider = provider;
        }

        @Override
        public Credentials getCredentials() {
            Credentials given = Objects.requireNonNull(
                    provider.getCredentials(),
                    () -> "The credentials provider " + provider.getClass().getName()
                            + " returned null; it must return a user name and a password");
            return given.getUsername() != null ? given : new Credentials(username, given.getPassword());
        }

        @Override
        public String toString() {
            return "credentials from " + provider.getClass().getName();
        }
    }
}
