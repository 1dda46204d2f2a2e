package dev.nexs.testing.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.internal.proxy.Requests.Commit;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private final Handshake handshake = new Handshake();
    private final Requests requests = new Requests(handshake);

    @BeforeEach
    void startSession() {
        byte[] startUp =
                ByteBuffer.allocate(9).putInt(9).putInt(3 << 16).put((byte) 0).array();
        requests.read(startUp, 0, startUp.length);
    }

    @Test
    void stopsBehindASimpleCommitThatIsFollowedByMore() {
        byte[] commit = message('Q', "commit");
        byte[] piece = join(message('Q', "select 1"), commit, message('Q', "select 2"));

        assertThat(requests.read(piece, 0, piece.length)).isEqualTo(Commit.BY_QUERY);
        assertThat(requests.end()).isEqualTo(piece.length - message('Q', "select 2").length);
    }

    @Test
    void knowsAStatementThatWasParsedLongAgoByItsName() {
        read(join(message('P', "S_1", "COMMIT"), message('P', "S_2", "select 1")));
        assertThat(read(join(message('B', "", "S_2"), message('E', "")))).isEqualTo(Commit.NONE);
        assertThat(read(join(message('B', "", "S_1"), message('E', "")))).isEqualTo(Commit.BY_EXECUTE);
    }

    @Test
    void forgetsWhatANameMeantWhenItIsParsedAnew() {
        read(message('P', "", "COMMIT"));
        read(message('P', "", "select 1"));
        assertThat(read(join(message('B', "", ""), message('E', "")))).isEqualTo(Commit.NONE);
    }

    @Test
    void seesACommitThatArrivesByteByByte() {
        byte[] piece = message('Q', "commit");
        for (int at = 0; at < piece.length - 1; at++) {
            assertThat(requests.read(piece, at, at + 1)).isEqualTo(Commit.NONE);
        }
        assertThat(requests.read(piece, piece.length - 1, piece.length)).isEqualTo(Commit.BY_QUERY);
    }

    @Test
    void isBlindAfterEncryptionWasAgreed() {
        Handshake encrypted = new Handshake();
        Requests blind = new Requests(encrypted);
        byte[] request = ByteBuffer.allocate(8).putInt(8).putInt(80877103).array();
        blind.read(request, 0, request.length);
        new Answers(encrypted).read(new byte[] {'S'}, 0, 1);

        byte[] piece = message('Q', "commit");
        assertThat(blind.read(piece, 0, piece.length)).isEqualTo(Commit.NONE);
        assertThat(encrypted.isOpaque()).isTrue();
    }

    private Commit read(byte[] piece) {
        return requests.read(piece, 0, piece.length);
    }

    private static byte[] message(char type, String... texts) {
        byte[] body = (String.join("\0", texts) + "\0").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    private static byte[] join(byte[]... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.writeBytes(message);
        }
        return all.toByteArray();
    }
}
