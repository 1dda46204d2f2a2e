package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.tenancy.internal.Scope;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantContextTest {

    private final ExecutorService pool = Executors.newFixedThreadPool(1);

    @AfterEach
    void close() {
        pool.shutdownNow();
        assertThat(TenantContext.current()).isEmpty();
    }

    @Test
    void scopesNestAndRestoreExactly() {
        TenantContext.run("a", () -> {
            assertThat(TenantContext.require()).isEqualTo("a");
            TenantContext.run("b", () -> assertThat(TenantContext.require()).isEqualTo("b"));
            assertThatThrownBy(() -> TenantContext.run("c", () -> {
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessage("failed");
            assertThat(TenantContext.require()).isEqualTo("a");
        });
    }

    @Test
    void whoNeedsATenantIsToldHowToSetOne() {
        assertThatThrownBy(TenantContext::require)
                .isInstanceOf(TenancyException.class)
                .hasMessageContaining("TenantContext.run(tenant, …)");
    }

    @Test
    void aPooledThreadInheritsNothing() throws Exception {
        TenantContext.run(
                "a", () -> pool.submit(() -> "started while a scope was open").get());
        assertThat(pool.submit(TenantContext::current).get()).isEmpty();
        TenantContext.run(
                "a", () -> assertThat(pool.submit(TenantContext::current).get()).isEmpty());
        TenantContext.run(
                "a",
                () -> assertThat(CompletableFuture.supplyAsync(TenantContext::current)
                                .get())
                        .isEmpty());
    }

    @Test
    void aThreadThatIsStartedInsideAScopeInheritsNothing() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Thread thread = TenantContext.call("a", () -> new Thread(() -> seen.add(TenantContext.current())));
        thread.start();
        thread.join();
        assertThat(seen).containsExactly(java.util.Optional.empty());
    }

    @Test
    void aWrappedTaskRunsForItsTenantAndLeavesNothingBehind() throws Exception {
        Callable<String> task = TenantContext.call("a", () -> TenantContext.wrap(TenantContext::require));
        assertThat(pool.submit(task).get()).isEqualTo("a");
        assertThat(pool.submit(TenantContext::current).get()).isEmpty();
    }

    @Test
    void aWrappedExecutorTakesTheTenantOfTheMomentOfHandingOver() throws Exception {
        ExecutorService wrapped = TenantContext.wrap(pool);
        assertThat(TenantContext.call("a", () -> wrapped.submit(TenantContext::require))
                        .get())
                .isEqualTo("a");
        assertThat(TenantContext.call("b", () -> wrapped.invokeAll(List.of(TenantContext::require)))
                        .get(0)
                        .get())
                .isEqualTo("b");
        assertThat(wrapped.submit(TenantContext::current).get()).isEmpty();
    }

    @Test
    void aTaskWrappedOutsideAnyScopeRunsForNobodyEvenInsideOne() throws Exception {
        Callable<Object> task = TenantContext.wrap((Callable<Object>) TenantContext::current);
        TenantContext.run("a", () -> assertThat(task.call()).isEqualTo(java.util.Optional.empty()));
    }

    @Test
    void aParallelStreamsWorkersInheritNothing() {
        String caller = Thread.currentThread().getName();
        TenantContext.run(
                "a",
                () -> assertThat(IntStream.range(0, 1000)
                                .parallel()
                                .filter(i -> !Thread.currentThread().getName().equals(caller))
                                .filter(i -> TenantContext.current().isPresent())
                                .count())
                        .isZero());
    }

    @Test
    void anAdministratorsScopeIsNotCarriedElsewhere() {
        Scope admin = new Scope(null, "repair", true, this);
        Scope.within(admin, () -> {
            assertThatThrownBy(() -> TenantContext.wrap(() -> {})).hasMessageContaining("(repair) ends with its block");
            return true;
        });
    }

    @Test
    void aTicketIsReadAsItWasWritten() {
        TenantTicket ticket = new TenantTicket("acme-2", 17, null);
        assertThat(TenantTicket.parse(ticket.toString())).isEqualTo(ticket);
        assertThatThrownBy(() -> TenantTicket.parse("t1.Acme.17")).hasMessageContaining("is no tenant's ticket");
    }

    @Test
    void everyStepOfALifeIsAllowedOrNot() {
        assertThat(TenantState.ACTIVE.mayBecome(TenantState.SUSPENDED)).isTrue();
        assertThat(TenantState.DROPPED.mayBecome(TenantState.ACTIVE)).isFalse();
        assertThat(TenantState.DROPPING.mayBecome(TenantState.ACTIVE)).isFalse();
        assertThat(TenantState.PROVISIONING.mayBecome(TenantState.SUSPENDED)).isFalse();
        for (TenantState state : TenantState.values()) {
            assertThat(state.mayBecome(state)).as("%s to itself", state).isFalse();
            assertThat(state.admits()).isEqualTo(state == TenantState.ACTIVE);
        }
    }

    @Test
    void limitsThatAreNoneAreRefusedTogether() {
        assertThatThrownBy(() -> Tenant.named("a")
                        .limits(l -> l.maxConnections(0).ratePerSecond(0).workMem(1))
                        .limits())
                .hasMessageContaining("maxConnections = 0")
                .hasMessageContaining("ratePerSecond = 0")
                .hasMessageContaining("workMem = 1");
    }
}
