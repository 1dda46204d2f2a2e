package dev.nexs.orm.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.hooks.internal.HookTable;
import dev.nexs.orm.hooks.internal.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HooksTest {

    private static final HookPoint OWN = HookPoint.named("shop.checkout");

    private final HookTable table = new HookTable();
    private final Hooks hooks = new Hooks(table);
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void hooksAreCalledByPriorityAndThenInTheOrderOfRegistration() throws Exception {
        hooks.on(OWN, "second", context -> heard.add("second"));
        hooks.on(OWN, "third", context -> heard.add("third"));
        hooks.on(OWN, "first", context -> heard.add("first"), options -> options.priority(5));
        hooks.fire(OWN, Map.of());
        assertThat(heard).containsExactly("first", "second", "third");
    }

    @Test
    void aRefusalNamesTheHookAndKeepsLaterHooksFromBeingCalled() {
        hooks.on(OWN, "no", context -> {
            throw new HookVeto("the shop is closed");
        });
        hooks.on(OWN, "later", context -> heard.add("later"));
        assertThatThrownBy(() -> hooks.fire(OWN, Map.of()))
                .isInstanceOf(HookVetoException.class)
                .hasMessage("Hook 'no' refused this at shop.checkout: the shop is closed")
                .extracting(e -> ((HookVetoException) e).getSQLState())
                .isEqualTo("NX001");
        assertThat(heard).isEmpty();
        assertThat(hooks.stats()).extracting(HookStatistics::vetoes).containsExactlyInAnyOrder(0L, 1L);
    }

    @Test
    void whatAHookThrowsChangesNothingUnlessItIsRequired() throws Exception {
        hooks.on(OWN, "broken", context -> {
            throw new IllegalStateException("broken");
        });
        hooks.on(OWN, "next", context -> heard.add("next"));
        hooks.fire(OWN, Map.of());
        assertThat(heard).containsExactly("next");
        assertThat(hooks.find("broken").statistics().failures()).isEqualTo(1);

        hooks.on(
                OWN,
                "needed",
                context -> {
                    throw new IllegalStateException("broken, too");
                },
                HookOptions::required);
        assertThatThrownBy(() -> hooks.fire(OWN, Map.of())).hasMessageContaining("'needed'", "it is required");
    }

    @Test
    void anAfterHookCannotRefuse() {
        hooks.on(HookPoint.AFTER_QUERY, "late", context -> {
            throw new HookVeto("too late");
        });
        table.after(HookPoint.AFTER_QUERY, new Operation("select 1"));
        HookStatistics late = hooks.find("late").statistics();
        assertThat(late.vetoes()).isZero();
        assertThat(late.failures()).isEqualTo(1);
    }

    @Test
    void aHookThatTakesTooLongIsGivenUpAndInterrupted() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        hooks.on(
                OWN,
                "slow",
                context -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                },
                options -> options.timeout(Duration.ofMillis(50)));
        hooks.fire(OWN, Map.of());
        assertThat(hooks.find("slow").statistics().timeouts()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(5)).until(() -> interrupted.getCount() == 0);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whatFindsTheQueueFullIsDroppedAndCounted() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        hooks.on(
                OWN,
                "behind",
                context -> {
                    gate.await();
                    calls.incrementAndGet();
                },
                HookOptions::async);
        int fired = Hooks.QUEUE + 101;
        for (int i = 0; i < fired; i++) {
            hooks.fire(OWN, Map.of());
        }
        gate.countDown();
        HookRegistration behind = hooks.find("behind");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(calls.get() + behind.statistics().drops()).isEqualTo(fired));
        assertThat(behind.statistics().drops()).isBetween(99L, 101L);
    }

    @Test
    void attributesGoFromBeforeToAfter() throws Exception {
        hooks.on(HookPoint.BEFORE_QUERY, "start", context -> context.attribute("mark", "from before"));
        hooks.on(HookPoint.AFTER_QUERY, "end", context -> heard.add(String.valueOf(context.attribute("mark"))));
        Operation operation = new Operation("select 1");
        table.before(HookPoint.BEFORE_QUERY, operation);
        table.after(HookPoint.AFTER_QUERY, operation);
        assertThat(heard).containsExactly("from before");
    }

    @Test
    void valuesAreMaskedUnlessAHookAskedForThem() {
        List<List<Object>> seen = new ArrayList<>();
        hooks.on(HookPoint.AFTER_QUERY, "blind", context -> seen.add(List.copyOf(context.parameters())));
        hooks.on(
                HookPoint.AFTER_QUERY,
                "seeing",
                context -> seen.add(List.copyOf(context.parameters())),
                HookOptions::withValues);
        table.after(HookPoint.AFTER_QUERY, new Operation("select ?").values(List.of("secret")));
        assertThat(seen).containsExactly(List.of("?"), List.of("secret"));
    }

    @Test
    void whatAHookDoesItselfMeetsNoHook() throws Exception {
        hooks.on(OWN, "once", context -> {
            heard.add("once");
            hooks.fire(OWN, Map.of());
        });
        hooks.fire(OWN, Map.of());
        assertThat(heard).containsExactly("once");
    }

    @Test
    void hooksAreTurnedOffAndOnAndTakenOut() throws Exception {
        HookRegistration hook = hooks.on(OWN, "switch", context -> heard.add("on"));
        hook.enabled(false);
        hooks.fire(OWN, Map.of());
        hook.enabled(true);
        hooks.fire(OWN, Map.of());
        hook.close();
        hooks.fire(OWN, Map.of());
        assertThat(heard).containsExactly("on");
        assertThat(table.any()).isFalse();
        hooks.on(OWN, "switch", context -> {}).close();
    }

    @Test
    void wrongUseIsASentence() {
        hooks.on(OWN, "taken", context -> {});
        assertThatThrownBy(() -> hooks.on(OWN, "taken", context -> {}))
                .hasMessage("There is a hook 'taken' already; close it first, or choose another name");
        assertThatThrownBy(() -> hooks.on(List.of(), "nowhere", context -> {}, options -> {}))
                .hasMessageContaining("'nowhere' names no point");
        assertThatThrownBy(() -> hooks.on(HookPoint.AFTER_QUERY, "odd", context -> {}, HookOptions::required))
                .hasMessageContaining("could refuse nothing");
        assertThatThrownBy(() -> HookPoint.named("Not Allowed")).hasMessageContaining("'Not Allowed'");
        assertThatThrownBy(() -> hooks.fire(HookPoint.AFTER_QUERY, Map.of())).hasMessageContaining("HookPoint.named");
        table.close();
        assertThatThrownBy(() -> hooks.on(OWN, "late", context -> {})).hasMessageContaining("closed");
    }

    @Test
    void figuresKnowHowLongCallsTook() throws Exception {
        hooks.on(OWN, "measured", context -> {});
        for (int i = 0; i < 100; i++) {
            hooks.fire(OWN, Map.of());
        }
        HookStatistics figures = hooks.find("measured").statistics();
        assertThat(figures.calls()).isEqualTo(100);
        assertThat(figures.p50()).isPositive().isLessThanOrEqualTo(figures.p99());
    }
}
