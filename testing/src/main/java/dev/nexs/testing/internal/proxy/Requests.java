package dev.nexs.testing.internal.proxy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Follows what a client sends, to know which message makes the server commit.
 *
 * <p>In the simple protocol that is a Query. In the extended one it is the Execute of a portal that was bound to a
 * statement that was parsed from a COMMIT, perhaps long ago and under a name.
 */
final class Requests {

    /** The message that commits. */
    enum Commit {
        NONE,
        BY_QUERY,
        BY_EXECUTE
    }

    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_ENCRYPTION_REQUEST = 80877104;
    private static final int TLS_HANDSHAKE = 0x16;

    private final Frames frames = new Frames();
    private final Set<String> committingStatements = new HashSet<>();
    private final Map<String, Boolean> portals = new HashMap<>();
    private final Handshake handshake;
    private boolean first = true;
    private Commit found = Commit.NONE;
    private int end;

    Requests(Handshake handshake) {
        this.handshake = handshake;
    }

    /** Reads a piece and stops behind the first message that commits; {@link #end()} is where that is. */
    Commit read(byte[] bytes, int from, int to) {
        found = Commit.NONE;
        end = to;
        if (first && to > from) {
            first = false;
            if (bytes[from] == TLS_HANDSHAKE) {
                handshake.encrypted();
            }
        }
        if (!handshake.isOpaque()) {
            frames.read(bytes, from, to, this::message);
        }
        return found;
    }

    int end() {
        return end;
    }

    private boolean message(char type, byte[] body, int behind) {
        if (type == 0) {
            startUp(body);
            return true;
        }
        found = commitIn(type, body);
        if (found != Commit.NONE) {
            end = behind;
        }
        return found == Commit.NONE;
    }

    /** An encryption request is answered by a single byte; everything else in this phase starts the session. */
    private void startUp(byte[] body) {
        int code =
                body.length < Integer.BYTES ? 0 : java.nio.ByteBuffer.wrap(body).getInt();
        if (code == SSL_REQUEST || code == GSS_ENCRYPTION_REQUEST) {
            handshake.requested();
        } else {
            frames.typed(true);
            handshake.sessionStarts();
        }
    }

    private Commit commitIn(char type, byte[] body) {
        Fields fields = new Fields(body);
        return switch (type) {
            case 'Q' -> CommitText.commits(fields.text()) ? Commit.BY_QUERY : Commit.NONE;
            case 'E' -> portals.getOrDefault(fields.text(), false) ? Commit.BY_EXECUTE : Commit.NONE;
            case 'P' -> parse(fields.text(), fields.text());
            case 'B' -> bind(fields.text(), fields.text());
            default -> Commit.NONE;
        };
    }

    private Commit bind(String portal, String statement) {
        portals.put(portal, committingStatements.contains(statement));
        return Commit.NONE;
    }

    private Commit parse(String statement, String sql) {
        if (CommitText.commits(sql)) {
            committingStatements.add(statement);
        } else {
            committingStatements.remove(statement);
        }
        return Commit.NONE;
    }

    /** Reads the zero-terminated texts at the beginning of a message. */
    private static final class Fields {

        private final byte[] body;
        private int at;

        Fields(byte[] body) {
            this.body = body;
        }

        String text() {
            int begin = at;
            while (at < body.length && body[at] != 0) {
                at++;
            }
            return new String(body, begin, at++ - begin, StandardCharsets.UTF_8);
        }
    }
}
