package dev.nexs.orm.notify;

/**
 * Figures of one {@link Notifications}.
 *
 * @param connected whether it listens now
 * @param connects how often a listening connection was opened
 * @param received messages
 * @param sent coalesced messages that were sent
 * @param sends NOTIFY commands that carried them
 * @param pending coalesced messages that wait to be sent
 * @param dropped coalesced messages that found no room to wait; their receivers see a {@link Gap}
 * @param queueUsage how full the server's queue was when looked at last, 0 to 1
 * @param commitsWaiting how many commits waited for the server's notification lock when looked at last
 * @param mostCommitsWaiting the most that were seen
 */
public record NotificationStatistics(
        boolean connected,
        long connects,
        long received,
        long sent,
        long sends,
        int pending,
        long dropped,
        double queueUsage,
        int commitsWaiting,
        int mostCommitsWaiting) {}
