package dev.nexs.benchmarks.datasource;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/**
 * A connection to a real server that asks it once: an execution of a prepared statement that is the same as the one before,
 * byte for byte, gets the same reply from memory. What is left of a select is the client's own work, without system calls,
 * which scatter by more than what is to be measured.
 */
final class ReplaySocket extends Socket {

    private static final int BIND = 'B';
    private static final int READY_FOR_QUERY = 'Z';

    private byte[] request = new byte[1 << 14];
    private int requested;
    private byte[] asked = new byte[0];
    private byte[] reply = new byte[0];
    private int replied;

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new Asking(super.getOutputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new Answering(new DataInputStream(super.getInputStream()), super.getOutputStream());
    }

    /** Keeps executions back until the reply is read; all else goes to the server. */
    private final class Asking extends OutputStream {

        private final OutputStream server;

        Asking(OutputStream server) {
            this.server = server;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (requested == 0 && bytes[offset] != BIND) {
                server.write(bytes, offset, length);
                return;
            }
            if (requested + length > request.length) {
                request = Arrays.copyOf(request, 2 * (requested + length));
            }
            System.arraycopy(bytes, offset, request, requested, length);
            requested += length;
        }

        @Override
        public void flush() throws IOException {
            if (requested == 0) {
                server.flush();
            }
        }
    }

    private final class Answering extends InputStream {

        private final DataInputStream server;
        private final OutputStream out;

        Answering(DataInputStream server, OutputStream out) {
            this.server = server;
            this.out = out;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (requested > 0) {
                answer();
            }
            if (replied == reply.length) {
                return server.read(bytes, offset, length);
            }
            int count = Math.min(length, reply.length - replied);
            System.arraycopy(reply, replied, bytes, offset, count);
            replied += count;
            return count;
        }

        @Override
        public int available() throws IOException {
            return replied < reply.length ? reply.length - replied : server.available();
        }

        private void answer() throws IOException {
            if (!Arrays.equals(request, 0, requested, asked, 0, asked.length)) {
                asked = Arrays.copyOf(request, requested);
                out.write(asked);
                out.flush();
                reply = readReply();
            }
            requested = 0;
            replied = 0;
        }

        /** Messages of a type, a length and a body, up to and with the one that says that the server is ready again. */
        private byte[] readReply() throws IOException {
            byte[] all = new byte[0];
            int type;
            do {
                type = server.readUnsignedByte();
                int length = server.readInt();
                int start = all.length;
                all = Arrays.copyOf(all, start + 1 + length);
                all[start] = (byte) type;
                for (int i = 0; i < 4; i++) {
                    all[start + 1 + i] = (byte) (length >> (24 - 8 * i));
                }
                server.readFully(all, start + 5, length - 4);
            } while (type != READY_FOR_QUERY);
            return all;
        }
    }
}
