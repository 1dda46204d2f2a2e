package dev.nexs.orm.notify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written around payloads that are numbered, joined, addressed within a shared channel, or kept elsewhere:
 * {@code ~n1|sender|first number|} and then each message as lengths and texts. A payload without is as the server has it.
 *
 * @param sender whose numbers these are, or empty where there are none
 * @param first the number of the first message
 * @param messages in their order
 */
record Envelope(String sender, long first, List<Message> messages) {

    /** What the server accepts: fewer than 8,000 bytes. */
    static final int LIMIT = 7_999;

    private static final String MARK = "~n1|";

    /**
     * A message.
     *
     * @param channel where it goes
     * @param payload its text, or where it is kept
     * @param kept whether the payload is the id of a row that keeps it
     */
    record Message(String channel, String payload, boolean kept) {

        String text() {
            return channel.length() + ":" + channel + (kept ? "@" : "=") + payload.length() + ":" + payload;
        }
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static String head(String sender, long first) {
        return MARK + sender + "|" + first + "|";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(head(sender, first));
        messages.forEach(message -> text.append(message.text()));
        return text.toString();
    }

    /** {@return what {@link #toString()} wrote, or null if this is something else} */
    static @Nullable Envelope parse(String text) {
        if (!text.startsWith(MARK)) {
            return null;
        }
        try {
            int sender = text.indexOf('|', MARK.length());
            int first = text.indexOf('|', sender + 1);
            List<Message> messages = new ArrayList<>();
            int at = first + 1;
            while (at < text.length()) {
                int colon = text.indexOf(':', at);
                int end = colon + 1 + Integer.parseInt(text.substring(at, colon));
                String channel = text.substring(colon + 1, end);
                boolean kept = text.charAt(end) == '@';
                colon = text.indexOf(':', end);
                at = colon + 1 + Integer.parseInt(text.substring(end + 1, colon));
                messages.add(new Message(channel, text.substring(colon + 1, at), kept));
            }
            return new Envelope(
                    text.substring(MARK.length(), sender), Long.parseLong(text.substring(sender + 1, first)), messages);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return null;
        }
    }
}
