package dev.nexs.orm.notify;

import java.time.Instant;

/**
 * A message of a channel.
 *
 * @param channel its channel, as it was subscribed to and sent to
 * @param payload its text, empty if it has none
 * @param sender which sender's sequence {@code sequence} is of: one for each {@code Notifications} that sends coalesced; else
 *     the number of the server process
 * @param sequence its number on the channel from that sender, from 1; 0 for {@link Delivery#TRANSACTIONAL}
 * @param receivedAt when it was received
 */
public record Notification(String channel, String payload, String sender, long sequence, Instant receivedAt) {}
