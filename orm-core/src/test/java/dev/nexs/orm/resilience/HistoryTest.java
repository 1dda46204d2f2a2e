package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.resilience.History.Told;
import dev.nexs.orm.resilience.History.Unit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge of histories finds each kind of guilt, and none where there is none. */
class HistoryTest {

    private final History history = new History();

    private void unit(int session, long began, long ended, Map<Integer, List<Long>> reads, Map<Integer, Long> appends) {
        history.add(new Unit(session, true, began, ended, Told.OK, reads, appends, ""));
    }

    @Test
    void oneAfterAnotherIsInnocent() {
        unit(1, 0, 1, Map.of(7, List.of()), Map.of(7, 1L));
        unit(2, 2, 3, Map.of(7, List.of(1L)), Map.of(7, 2L));
        assertThat(history.judge(Map.of(7, List.of(1L, 2L)))).isEmpty();
    }

    @Test
    void whatIsLostDoubledDeniedOrFromNowhereIsFound() {
        unit(1, 0, 1, Map.of(7, List.of()), Map.of(7, 1L));
        unit(1, 2, 3, Map.of(7, List.of()), Map.of(7, 2L));
        history.add(new Unit(2, true, 0, 1, Told.FAILED, Map.of(), Map.of(7, 3L), ""));
        history.add(new Unit(2, true, 2, 3, Told.UNKNOWN, Map.of(), Map.of(7, 4L), ""));
        assertThat(history.judge(Map.of(7, List.of(2L, 2L, 3L, 9L))))
                .containsKeys("lost", "doubled", "denied", "from nowhere");
    }

    @Test
    void aListThatWasSeenOtherwiseIsFound() {
        unit(1, 0, 1, Map.of(7, List.of(2L, 1L)), Map.of());
        unit(2, 0, 1, Map.of(), Map.of(7, 1L));
        unit(3, 0, 1, Map.of(), Map.of(7, 2L));
        assertThat(history.judge(Map.of(7, List.of(1L, 2L)))).containsKey("another order");
    }

    @Test
    void aSessionThatGoesBackIsFoundAndAReplicaThatIsBehindForOthersIsNot() {
        unit(1, 0, 1, Map.of(7, List.of()), Map.of(7, 1L));
        history.add(new Unit(2, false, 2, 3, Told.OK, Map.of(7, List.of()), Map.of(), ""));
        assertThat(history.judge(Map.of(7, List.of(1L)))).isEmpty();
        history.add(new Unit(1, false, 2, 3, Told.OK, Map.of(7, List.of()), Map.of(), ""));
        assertThat(history.judge(Map.of(7, List.of(1L)))).containsOnlyKeys("back in time");
    }

    @Test
    void aWriterThatDoesNotSeeWhatHadEndedIsFound() {
        unit(1, 0, 1, Map.of(7, List.of()), Map.of(7, 1L));
        unit(2, 2, 3, Map.of(7, List.of()), Map.of());
        assertThat(history.judge(Map.of(7, List.of(1L)))).containsKey("real time");
    }

    @Test
    void aWriteSkewIsACircle() {
        unit(1, 0, 9, Map.of(1, List.of(), 2, List.of()), Map.of(1, 1L));
        unit(2, 0, 9, Map.of(1, List.of(), 2, List.of()), Map.of(2, 2L));
        assertThat(history.judge(Map.of(1, List.of(1L), 2, List.of(2L)))).containsOnlyKeys("circle");
    }
}
