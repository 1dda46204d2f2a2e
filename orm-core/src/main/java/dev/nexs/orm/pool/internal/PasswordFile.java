package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.util.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the password from a file for every new connection; one final line break is not part of it. */
final class PasswordFile extends CredentialsSource {

    private final @Nullable String username;
    private final Path file;

    PasswordFile(@Nullable String username, Path file) {
        this.username = username;
        this.file = file;
    }

    @Override
    public Credentials getCredentials() {
        try {
            return new Credentials(username, withoutLineBreak(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("The password file " + file + " cannot be read", e);
        }
    }

    @Override
    public Optional<Path> watched() {
        return Optional.of(file);
    }

    private static String withoutLineBreak(String text) {
        String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    @Override
    public String toString() {
        return "credentials of " + username + " with the password in " + file;
    }
}
