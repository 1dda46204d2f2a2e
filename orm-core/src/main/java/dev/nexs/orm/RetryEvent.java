package dev.nexs.orm;

import dev.nexs.orm.resilience.Failure;
import java.time.Duration;

/**
 * A unit of work is about to be run again.
 *
 * @param attempt which attempt failed, counted from 1
 * @param failure why
 * @param delay how long it waits before the next
 */
public record RetryEvent(int attempt, Failure failure, Duration delay) {}
