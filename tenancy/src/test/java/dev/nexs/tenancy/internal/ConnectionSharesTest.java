package dev.nexs.tenancy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.tenancy.internal.ConnectionShares.Share;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionSharesTest {

    private static int next(Share mine, Share... others) {
        return ConnectionShares.next(12, mine, List.of(others));
    }

    @Test
    void whoIsAloneHasWhatHeWantsUpToAll() {
        assertThat(next(new Share(0, 5))).isEqualTo(5);
        assertThat(next(new Share(5, 40))).isEqualTo(12);
    }

    @Test
    void nobodyHasWhatAnotherHas() {
        assertThat(next(new Share(2, 9), new Share(4, 4), new Share(5, 5))).isEqualTo(3);
        assertThat(next(new Share(0, 9), new Share(12, 12))).isZero();
    }

    @Test
    void whatIsNotUsedIsKeptUntilSomebodyWantsIt() {
        assertThat(next(new Share(8, 1), new Share(4, 4))).isEqualTo(8);
        assertThat(next(new Share(8, 1), new Share(4, 6))).isEqualTo(1);
    }

    @Test
    void whoHasLessThanHisEqualPartIsGivenWhatIsInUseToo() {
        assertThat(next(new Share(12, 30), new Share(0, 3))).isEqualTo(6);
        assertThat(next(new Share(6, 30), new Share(6, 30))).isEqualTo(6);
        assertThat(next(new Share(7, 30), new Share(5, 30))).isEqualTo(6);
    }

    @Test
    void whoWasTakenForDeadHasWhatIsLeft() {
        assertThat(next(new Share(8, 8), new Share(10, 10))).isEqualTo(2);
    }
}
