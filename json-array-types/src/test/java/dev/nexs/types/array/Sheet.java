package dev.nexs.types.array;

import dev.nexs.types.ArrayColumn;
import dev.nexs.types.EnumStyle;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;

@Entity
public class Sheet {

    @Id
    long id;

    @ArrayColumn
    int[] ints;

    @ArrayColumn
    int[][] matrix;

    @ArrayColumn
    Long[][][] cube;

    @ArrayColumn
    short[][] shorts;

    @ArrayColumn
    double[][] doubles;

    @ArrayColumn
    Float[] floats;

    @ArrayColumn
    boolean[][] flags;

    @ArrayColumn
    List<List<String>> grid;

    @ArrayColumn
    Set<String> tags;

    @ArrayColumn
    List<UUID[]> uuids;

    @ArrayColumn
    BigDecimal[][] amounts;

    @ArrayColumn
    List<Instant> instants;

    @ArrayColumn
    OffsetDateTime[][] offsets;

    @ArrayColumn
    LocalDate[][] dates;

    @ArrayColumn
    List<LocalTime> times;

    @ArrayColumn
    LocalDateTime[] timestamps;

    @ArrayColumn
    Mood[][] byName;

    @ArrayColumn(enums = EnumStyle.ORDINAL)
    List<List<Mood>> byOrdinal;

    @ArrayColumn(enums = EnumStyle.NATIVE)
    Mood[][] moods;

    public enum Mood {
        GOOD,
        BAD
    }
}
