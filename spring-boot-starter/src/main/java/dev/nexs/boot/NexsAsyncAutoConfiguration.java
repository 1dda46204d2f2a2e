package dev.nexs.boot;

import dev.nexs.orm.ConsistencyScope;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskDecorator;

/**
 * Takes the {@link ConsistencyScope} of a request to the threads that work for it: {@code @Async} methods and listeners,
 * and every other task of Boot's executors, virtual threads included. Asked for by {@code nexs.web.async=true}; further
 * executors are wrapped by {@link ConsistencyScope#wrap(java.util.concurrent.Executor)}.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration")
@ConditionalOnProperty(name = "nexs.web.async", havingValue = "true")
public final class NexsAsyncAutoConfiguration {

    /** Made by Spring. */
    public NexsAsyncAutoConfiguration() {}

    @Bean
    TaskDecorator nexsConsistencyOfTasks() {
        return task -> ConsistencyScope.current().map(scope -> scope.wrap(task)).orElse(task);
    }
}
