package dev.nexs.examples.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArraysIT {

    @Test
    void arraysAreChangedInPlaceAndQueried() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Arrays.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .startsWith("room 113 is on floor 1", "floors with a cafe or an office: [1, 2]")
                .last()
                .asString()
                .contains("Floor.rooms", "2 and 1 elements");
    }
}
