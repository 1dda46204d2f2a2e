package dev.nexs.testing.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.internal.machine.MachineLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnceMadeTest {

    @TempDir
    private Path directory;

    private final AtomicInteger made = new AtomicInteger();

    private Path open() throws IOException {
        return new OnceMade(directory.resolve("home"), new MachineLock(directory.resolve("lock"))).orMake(this::fill);
    }

    private void fill(Path home) throws IOException {
        made.incrementAndGet();
        Files.createDirectories(home.resolve("bin").resolve("empty"));
        Files.writeString(home.resolve("bin").resolve("postgres"), "program");
        Files.createSymbolicLink(home.resolve("bin").resolve("link"), Path.of("postgres"));
    }

    /** What a cleaner of old files, a full disk or a hand may do. */
    enum Damage {
        FILE_GONE {
            @Override
            void apply(Path home) throws IOException {
                Files.delete(home.resolve("bin/postgres"));
            }
        },
        LINK_GONE {
            @Override
            void apply(Path home) throws IOException {
                Files.delete(home.resolve("bin/link"));
            }
        },
        DIRECTORY_GONE {
            @Override
            void apply(Path home) throws IOException {
                Files.delete(home.resolve("bin/empty"));
            }
        },
        TRUNCATED {
            @Override
            void apply(Path home) throws IOException {
                Files.writeString(home.resolve("bin/postgres"), "");
            }
        },
        MANIFEST_GONE {
            @Override
            void apply(Path home) throws IOException {
                Files.delete(home.resolve("manifest"));
            }
        },
        EVERYTHING_GONE {
            @Override
            void apply(Path home) throws IOException {
                Trees.delete(home);
                Files.createDirectory(home);
            }
        };

        abstract void apply(Path home) throws IOException;
    }

    @Test
    void whatIsWholeIsNotMadeAgain() throws IOException {
        assertThat(open()).isEqualTo(open());
        assertThat(made).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHalfRemovedIsMadeAnew(Damage damage) throws IOException {
        damage.apply(open());
        Path home = open();
        assertThat(made).hasValue(2);
        assertThat(home.resolve("bin/postgres")).hasContent("program");
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("home", "lock");
    }

    @Test
    void whatCannotBeMadeIsNotThere() {
        OnceMade failing = new OnceMade(directory.resolve("home"), new MachineLock(directory.resolve("lock")));
        assertThatThrownBy(() -> failing.orMake(home -> {
                    fill(home);
                    throw new IOException("full");
                }))
                .hasMessage("full");
        assertThat(directory.resolve("home")).doesNotExist();
    }
}
