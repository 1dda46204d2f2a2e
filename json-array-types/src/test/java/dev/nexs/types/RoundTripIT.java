package dev.nexs.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random values go to the server and come back the same. A build plays the same ones, others come with
 * {@code -Dnexs.test.seed}; the seed of a failure is in its message.
 */
@PostgresServer
class RoundTripIT {

    private static final int VALUES = 200;
    private static final String ALPHABET = "aZ09 \"'\\{}[],:;?$/\n\t\u00e4\u4e2d\ud83d\ude00";

    @Entity(name = "Sample")
    static class Sample {
        @Id
        @GeneratedValue
        long id;

        @JsonbColumn
        JsonNode json;

        @ArrayColumn
        int[][] ints;

        @ArrayColumn
        List<List<List<String>>> texts;

        @ArrayColumn
        Double[][] doubles;
    }

    @Test
    void randomDocumentsAndArraysComeBackTheSame(Node node) {
        long seed = Long.getLong("nexs.test.seed", 1);
        Random random = new Random(seed);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < VALUES; i++) {
            samples.add(sample(random));
        }
        try (SessionFactory factory = Databases.factory(node, Sample.class)) {
            factory.inTransaction(session -> samples.forEach(session::persist));
            factory.inTransaction(session -> {
                for (Sample sample : samples) {
                    Sample stored = session.find(Sample.class, sample.id);
                    assertThat(stored.json.equals(sample.json))
                            .as("seed %d: %s came back as %s", seed, sample.json, stored.json)
                            .isTrue();
                    assertThat(stored.ints).as("seed %d", seed).isDeepEqualTo(sample.ints);
                    assertThat(stored.texts).as("seed %d", seed).isEqualTo(sample.texts);
                    assertThat(stored.doubles).as("seed %d", seed).isDeepEqualTo(sample.doubles);
                }
                long before = factory.getStatistics().getEntityUpdateCount();
                session.flush();
                assertThat(factory.getStatistics().getEntityUpdateCount())
                        .as("seed %d", seed)
                        .isEqualTo(before);
            });
        }
    }

    private static Sample sample(Random random) {
        Sample sample = new Sample();
        sample.json = node(random, 4);
        int rows = random.nextInt(4);
        int columns = 1 + random.nextInt(4);
        sample.ints = new int[rows][columns];
        sample.doubles = new Double[rows][columns];
        sample.texts = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            List<List<String>> plane = new ArrayList<>();
            for (int j = 0; j < columns; j++) {
                sample.ints[i][j] = random.nextInt();
                sample.doubles[i][j] = random.nextInt(5) == 0 ? null : random.nextGaussian();
                List<String> line = new ArrayList<>();
                line.add(random.nextInt(5) == 0 ? null : text(random));
                line.add(text(random));
                plane.add(line);
            }
            sample.texts.add(plane);
        }
        return sample;
    }

    private static JsonNode node(Random random, int depth) {
        JsonNodeFactory factory = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 ->
                switch (random.nextInt(3)) {
                    case 0 -> factory.numberNode(random.nextInt());
                    case 1 -> factory.numberNode((1L << 40) + Math.abs(random.nextInt()));
                    default ->
                        factory.numberNode(new java.math.BigInteger(100, random)
                                .shiftLeft(64)
                                .add(java.math.BigInteger.ONE));
                };
            case 1 -> factory.booleanNode(random.nextBoolean());
            case 2 ->
                random.nextBoolean()
                        ? factory.numberNode(new BigDecimal(random.nextInt())
                                .movePointLeft(3)
                                .doubleValue())
                        : factory.numberNode(new BigDecimal(
                                new java.math.BigInteger(120, random).add(java.math.BigInteger.TEN.pow(20)), 20));
            case 3 -> factory.nullNode();
            case 4, 5 -> factory.stringNode(text(random));
            case 6 -> {
                var array = factory.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(node(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = JsonMapper.shared().createObjectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(text(random), node(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(ALPHABET.codePointAt(
                    ALPHABET.offsetByCodePoints(0, random.nextInt(ALPHABET.codePointCount(0, ALPHABET.length())))));
        }
        return text.toString();
    }
}
