package dev.nexs.orm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.internal.sqlstate.SqlState;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlStateTest {

    @Test
    void aStateOfClassEightWithoutALineOfItsOwnIsALostConnection() {
        assertThat(SqlState.of("08006")).isEqualTo(SqlState.CONNECTION_EXCEPTION);
        assertThat(SqlState.of("08003")).isEqualTo(SqlState.CONNECTION_DOES_NOT_EXIST);
        assertThat(SqlState.of("23505")).isNull();
        assertThat(SqlState.of((String) null)).isNull();
        assertThat(SqlState.of(new IllegalStateException())).isNull();
    }

    @Test
    void aLogInThatIsRefusedIsNoLostConnectionAndDoesNotHeal() {
        SqlState rejected = SqlState.of("08004");
        assertThat(rejected.isRefused()).isTrue();
        assertThat(rejected.isLoginRefused()).isTrue();
        assertThat(rejected.isConnectionLost()).isFalse();
        assertThat(rejected.heals()).isFalse();
        assertThat(rejected.beforeCommit()).isEqualTo(SqlState.Again.NO);
    }

    @Test
    void whatTheServerEndedOrTheNetworkLostIsOfNoMoreUse() {
        for (String state :
                new String[] {"57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04", "08006", "08P01"}) {
            assertThat(SqlState.of(state).endsConnection()).as(state).isTrue();
        }
        for (String state : new String[] {"25006", "53300", "0A000", "40001", "42501", "08004"}) {
            assertThat(SqlState.of(new SQLException("", state)).endsConnection())
                    .as(state)
                    .isFalse();
        }
    }

    @Test
    void aStateThatSaysNothingOfTheTransactionHasNoRule() {
        assertThat(SqlState.INSUFFICIENT_PRIVILEGE.commitSent()).isEqualTo(SqlState.Again.NOT_SAID);
    }
}
