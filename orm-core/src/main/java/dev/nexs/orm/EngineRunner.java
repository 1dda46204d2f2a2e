package dev.nexs.orm;

import dev.nexs.orm.resilience.internal.SessionKind;
import dev.nexs.orm.resilience.internal.UnitEngine;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A runner: an engine, its defaults, and a token that its reads must cover. */
record EngineRunner<S>(
        UnitEngine<S> engine,
        TransactionOptions defaults,
        @Nullable ConsistencyToken minimum) implements TransactionRunner<S> {

    <R> EngineRunner<R> of(SessionKind<R> kind) {
        return new EngineRunner<>(engine.of(kind), defaults, minimum);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(
            Consumer<? super TransactionOptions.Builder> options, TransactionWork<? super S, T, X> work) throws X {
        return engine.run(false, defaults.with(options), null, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(TransactionWork<? super S, T, X> work) throws X {
        return engine.run(false, defaults, null, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(
            Consumer<? super TransactionOptions.Builder> options, TransactionWork<? super S, T, X> work) throws X {
        return engine.run(true, defaults.with(options), minimum, work);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(TransactionWork<? super S, T, X> work) throws X {
        return engine.run(true, defaults, minimum, work);
    }

    @Override
    public ConsistencyToken token() {
        return engine.token();
    }

    @Override
    public EngineRunner<S> withToken(ConsistencyToken token) {
        return new EngineRunner<>(engine, defaults, minimum == null ? token : minimum.merge(token));
    }

    @Override
    public EngineRunner<S> with(Consumer<? super TransactionOptions.Builder> options) {
        return new EngineRunner<>(engine, defaults.with(options), minimum);
    }
}
