package dev.nexs.benchmarks.arrays;

import dev.nexs.types.ArrayColumn;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/** One entity for each kind of element and number of dimensions, with this module and as Hibernate maps it by itself. */
final class ArrayEntities {

    private ArrayEntities() {}

    enum Mood {
        GOOD,
        BAD
    }

    /** An entity of the benchmark. */
    interface Held {

        /** Makes the array another one. */
        void change();

        /** So many of them, by their number. */
        void number(long id);
    }

    @Entity(name = "NexsInts")
    static class NexsInts implements Held {
        @Id
        long id;

        @ArrayColumn
        int[] items = {1, 2, 3, 4, 5, 6, 7, 8};

        @Override
        public void change() {
            items[0]++;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NativeInts")
    static class NativeInts implements Held {
        @Id
        long id;

        int[] items = {1, 2, 3, 4, 5, 6, 7, 8};

        @Override
        public void change() {
            items[0]++;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsTexts")
    static class NexsTexts implements Held {
        @Id
        long id;

        @ArrayColumn
        String[] items = {"a", "b c", "d,e", "f\"g", "h", "i", "j", "k"};

        @Override
        public void change() {
            String held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NativeTexts")
    static class NativeTexts implements Held {
        @Id
        long id;

        String[] items = {"a", "b c", "d,e", "f\"g", "h", "i", "j", "k"};

        @Override
        public void change() {
            String held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsDecimals")
    static class NexsDecimals implements Held {
        @Id
        long id;

        @ArrayColumn
        BigDecimal[] items = {new BigDecimal("1.25"), new BigDecimal("12345678901234567890.5")};

        @Override
        public void change() {
            BigDecimal held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NativeDecimals")
    static class NativeDecimals implements Held {
        @Id
        long id;

        BigDecimal[] items = {new BigDecimal("1.25"), new BigDecimal("12345678901234567890.5")};

        @Override
        public void change() {
            BigDecimal held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsUuids")
    static class NexsUuids implements Held {
        @Id
        long id;

        @ArrayColumn
        UUID[] items = {new UUID(1, 2), new UUID(3, 4)};

        @Override
        public void change() {
            UUID held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NativeUuids")
    static class NativeUuids implements Held {
        @Id
        long id;

        UUID[] items = {new UUID(1, 2), new UUID(3, 4)};

        @Override
        public void change() {
            UUID held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsDates")
    static class NexsDates implements Held {
        @Id
        long id;

        @ArrayColumn
        LocalDate[] items = {LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 2)};

        @Override
        public void change() {
            LocalDate held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NativeDates")
    static class NativeDates implements Held {
        @Id
        long id;

        LocalDate[] items = {LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 2)};

        @Override
        public void change() {
            LocalDate held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsInstants")
    static class NexsInstants implements Held {
        @Id
        long id;

        @ArrayColumn
        Instant[] items = {Instant.parse("2026-03-01T10:15:30Z"), Instant.parse("2026-03-02T10:15:30Z")};

        @Override
        public void change() {
            Instant held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NativeInstants")
    static class NativeInstants implements Held {
        @Id
        long id;

        Instant[] items = {Instant.parse("2026-03-01T10:15:30Z"), Instant.parse("2026-03-02T10:15:30Z")};

        @Override
        public void change() {
            Instant held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsMoods")
    static class NexsMoods implements Held {
        @Id
        long id;

        @ArrayColumn
        Mood[] items = {Mood.GOOD, Mood.BAD};

        @Override
        public void change() {
            Mood held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NativeMoods")
    static class NativeMoods implements Held {
        @Id
        long id;

        Mood[] items = {Mood.GOOD, Mood.BAD};

        @Override
        public void change() {
            Mood held = items[0];
            items[0] = items[1];
            items[1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsInts2")
    static class NexsInts2 implements Held {
        @Id
        long id;

        @ArrayColumn
        int[][] items = {{1, 2, 3, 4}, {5, 6, 7, 8}};

        @Override
        public void change() {
            items[0][0]++;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsInts3")
    static class NexsInts3 implements Held {
        @Id
        long id;

        @ArrayColumn
        int[][][] items = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};

        @Override
        public void change() {
            items[0][0][0]++;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsTexts2")
    static class NexsTexts2 implements Held {
        @Id
        long id;

        @ArrayColumn
        String[][] items = {{"a", "b c"}, {"d,e", "f\"g"}};

        @Override
        public void change() {
            String held = items[0][0];
            items[0][0] = items[0][1];
            items[0][1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }

    @Entity(name = "NexsTexts3")
    static class NexsTexts3 implements Held {
        @Id
        long id;

        @ArrayColumn
        String[][][] items = {{{"a", "b c"}, {"d,e", "f\"g"}}};

        @Override
        public void change() {
            String held = items[0][0][0];
            items[0][0][0] = items[0][0][1];
            items[0][0][1] = held;
        }

        @Override
        public void number(long id) {
            this.id = id;
        }
    }
}
