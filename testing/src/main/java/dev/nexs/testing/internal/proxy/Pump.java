package dev.nexs.testing.internal.proxy;

import dev.nexs.testing.internal.proxy.Conditions.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** One direction of a connection: a thread that reads, a thread that delivers, and what is on the way between them. */
final class Pump {

    /** What becomes of bytes whose turn has come. */
    interface Delivery {

        /** Delivers bytes. */
        void data(byte[] bytes, int from, int to) throws IOException;

        /** The source closed its side in order. */
        void end() throws IOException;

        /** The source is gone. */
        void reset();
    }

    private static final int PIECE = 1 << 15;
    private static final int PIECES_ON_THE_WAY = 32;

    private final Socket source;
    private final Direction direction;
    private final Conditions conditions;
    private final Delivery delivery;
    private final BlockingQueue<Chunk> onTheWay = new ArrayBlockingQueue<>(PIECES_ON_THE_WAY);

    Pump(Socket source, Direction direction, Conditions conditions, Delivery delivery) {
        this.source = source;
        this.direction = direction;
        this.conditions = conditions;
        this.delivery = delivery;
    }

    void read() throws InterruptedException {
        byte[] buffer = new byte[PIECE];
        try {
            InputStream in = source.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                onTheWay.put(Chunk.data(Arrays.copyOf(buffer, count)));
            }
            onTheWay.put(Chunk.end());
        } catch (IOException e) {
            onTheWay.put(Chunk.reset());
        }
    }

    void deliver() throws InterruptedException {
        try {
            Chunk chunk = onTheWay.take();
            while (chunk.kind() == Chunk.Kind.DATA) {
                deliverSlices(chunk);
                chunk = onTheWay.take();
            }
            conditions.awaitTurn(direction, chunk.readAt(), 0);
            if (chunk.kind() == Chunk.Kind.END) {
                delivery.end();
            } else {
                delivery.reset();
            }
        } catch (IOException e) {
            delivery.reset();
        }
    }

    private void deliverSlices(Chunk chunk) throws IOException, InterruptedException {
        int at = 0;
        while (at < chunk.bytes().length) {
            int size = conditions.slice(chunk.bytes().length - at);
            conditions.awaitTurn(direction, chunk.readAt(), size);
            delivery.data(chunk.bytes(), at, at + size);
            at += size;
        }
    }
}
