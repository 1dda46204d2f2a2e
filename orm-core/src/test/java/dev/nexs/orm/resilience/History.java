package dev.nexs.orm.resilience;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A history of units over lists, and its judge. Each unit reads lists and may append to some a value that no other unit
 * ever appends; so what a unit saw tells exactly which units came before it. From that, and from what the callers were
 * told, follows whether anything was lost, doubled, seen out of order, or ordered in a circle. Nothing here knows of
 * databases. Recording is thread-safe.
 */
final class History {

    /** What the caller of a unit was told. */
    enum Told {
        OK,
        FAILED,
        UNKNOWN
    }

    /**
     * A unit.
     *
     * @param session whose it is: one caller, one after another
     * @param writing whether it was a write unit, which is in real-time order with all others
     * @param began when it was called
     * @param ended when its caller was told
     * @param reads the lists that it saw, before its own appends
     * @param appends what it appended to which list
     * @param at where that was, for the reader of an accusation
     */
    record Unit(
            int session,
            boolean writing,
            long began,
            long ended,
            Told told,
            Map<Integer, List<Long>> reads,
            Map<Integer, Long> appends,
            String at) {}

    private final Collection<Unit> units = new ConcurrentLinkedQueue<>();
    private final AtomicLong values = new AtomicLong();

    /** {@return a value that nobody else appends} */
    long next() {
        return values.incrementAndGet();
    }

    void add(Unit unit) {
        units.add(unit);
    }

    int size() {
        return units.size();
    }

    /** {@return how many units callers were told of so} */
    long count(Told told) {
        return units.stream().filter(unit -> unit.told == told).count();
    }

    /**
     * {@return what is wrong, by kind; empty for a history that strict serializability of its write units and sessions that
     * never go back allow}
     *
     * @param lists what the lists are in the end
     */
    Map<String, List<String>> judge(Map<Integer, List<Long>> lists) {
        Map<String, List<String>> guilt = new TreeMap<>();
        doubledAndOutOfNowhere(lists, guilt);
        lostAndDenied(lists, guilt);
        perKeyOrder(lists, guilt);
        sessionOrder(guilt);
        realTime(lists, guilt);
        circles(lists, guilt);
        return guilt;
    }

    private static void accuse(Map<String, List<String>> guilt, String kind, String what) {
        guilt.computeIfAbsent(kind, any -> new ArrayList<>()).add(what);
    }

    private void doubledAndOutOfNowhere(Map<Integer, List<Long>> lists, Map<String, List<String>> guilt) {
        Map<Integer, Set<Long>> appended = new HashMap<>();
        units.forEach(unit -> unit.appends.forEach((key, value) ->
                appended.computeIfAbsent(key, any -> new HashSet<>()).add(value)));
        lists.forEach((key, list) -> {
            Set<Long> seen = new HashSet<>();
            list.stream()
                    .filter(value -> !seen.add(value))
                    .forEach(value -> accuse(guilt, "doubled", value + " in " + key));
            list.stream()
                    .filter(value -> !appended.getOrDefault(key, Set.of()).contains(value))
                    .forEach(value -> accuse(guilt, "from nowhere", value + " in " + key));
        });
    }

    private void lostAndDenied(Map<Integer, List<Long>> lists, Map<String, List<String>> guilt) {
        units.forEach(unit -> unit.appends.forEach((key, value) -> {
            boolean there = lists.getOrDefault(key, List.of()).contains(value);
            if (unit.told == Told.OK && !there) {
                accuse(guilt, "lost", value + " of " + key);
            }
            if (unit.told == Told.FAILED && there) {
                accuse(guilt, "denied", value + " of " + key);
            }
        }));
    }

    /** What was seen of a list is a beginning of what it is in the end. */
    private void perKeyOrder(Map<Integer, List<Long>> lists, Map<String, List<String>> guilt) {
        okUnits()
                .forEach(unit -> unit.reads.forEach((key, seen) -> {
                    List<Long> list = lists.getOrDefault(key, List.of());
                    if (seen.size() > list.size()
                            || !list.subList(0, seen.size()).equals(seen)) {
                        accuse(guilt, "another order", key + " was seen as " + tail(seen) + " and is " + tail(list));
                    }
                }));
    }

    private List<Unit> okUnits() {
        return units.stream().filter(unit -> unit.told == Told.OK).toList();
    }

    /** One caller never sees less of a list than it has seen, or appended, before. */
    private void sessionOrder(Map<String, List<String>> guilt) {
        Map<Integer, List<Unit>> sessions = new HashMap<>();
        okUnits()
                .forEach(unit -> sessions.computeIfAbsent(unit.session, any -> new ArrayList<>())
                        .add(unit));
        sessions.forEach((session, ofSession) -> {
            Map<Integer, Integer> seen = new HashMap<>();
            Map<Integer, String> seenAt = new HashMap<>();
            ofSession.stream()
                    .sorted((one, other) -> Long.compare(one.began, other.began))
                    .forEach(unit -> unit.reads.forEach((key, list) -> {
                        if (list.size() < seen.getOrDefault(key, 0)) {
                            accuse(
                                    guilt,
                                    "back in time",
                                    "session " + session + " saw " + seen.get(key) + " of " + key + " at "
                                            + seenAt.get(key) + ", then " + tail(list) + " at " + unit.at);
                        }
                        int now = list.size() + (unit.appends.containsKey(key) ? 1 : 0);
                        if (now >= seen.getOrDefault(key, 0)) {
                            seen.put(key, now);
                            seenAt.put(key, unit.at);
                        }
                    }));
        });
    }

    /** A write unit that began after another one had ended sees what that one saw and did. */
    private void realTime(Map<Integer, List<Long>> lists, Map<String, List<String>> guilt) {
        List<Unit> writers = okUnits().stream().filter(Unit::writing).toList();
        for (int key : lists.keySet()) {
            List<Unit> byEnd = writers.stream()
                    .filter(unit -> unit.reads.containsKey(key))
                    .sorted((one, other) -> Long.compare(one.ended, other.ended))
                    .toList();
            List<Unit> byBegin = byEnd.stream()
                    .sorted((one, other) -> Long.compare(one.began, other.began))
                    .toList();
            int known = 0;
            int next = 0;
            for (Unit unit : byBegin) {
                while (next < byEnd.size() && byEnd.get(next).ended < unit.began) {
                    Unit before = byEnd.get(next++);
                    known = Math.max(known, before.reads.get(key).size() + (before.appends.containsKey(key) ? 1 : 0));
                }
                if (unit.reads.get(key).size() < known) {
                    accuse(
                            guilt,
                            "real time",
                            known + " of " + key + " were there, "
                                    + unit.reads.get(key).size() + " were seen");
                }
            }
        }
    }

    /** Who appended before whom, who saw whose append, who did not see whose: no unit comes before itself. */
    private void circles(Map<Integer, List<Long>> lists, Map<String, List<String>> guilt) {
        List<Unit> nodes = units.stream()
                .filter(unit -> unit.writing && unit.told != Told.FAILED)
                .toList();
        Map<Integer, Map<Long, Integer>> author = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            int node = i;
            nodes.get(i)
                    .appends
                    .forEach((key, value) ->
                            author.computeIfAbsent(key, any -> new HashMap<>()).put(value, node));
        }
        List<Set<Integer>> after = new ArrayList<>();
        nodes.forEach(node -> after.add(new HashSet<>()));
        for (Map.Entry<Integer, List<Long>> list : lists.entrySet()) {
            Map<Long, Integer> authors = author.getOrDefault(list.getKey(), Map.of());
            for (int i = 1; i < list.getValue().size(); i++) {
                edge(
                        after,
                        authors.get(list.getValue().get(i - 1)),
                        authors.get(list.getValue().get(i)));
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            for (Map.Entry<Integer, List<Long>> read : nodes.get(i).reads.entrySet()) {
                List<Long> list = lists.getOrDefault(read.getKey(), List.of());
                Map<Long, Integer> authors = author.getOrDefault(read.getKey(), Map.of());
                int size = read.getValue().size();
                if (size > 0) {
                    edge(after, authors.get(read.getValue().get(size - 1)), i);
                }
                if (size < list.size()) {
                    edge(after, i, authors.get(list.get(size)));
                }
            }
        }
        int stuck = inCircles(after);
        if (stuck > 0) {
            accuse(guilt, "circle", stuck + " units come before themselves");
        }
    }

    private static void edge(List<Set<Integer>> after, Integer from, Integer to) {
        if (from != null && to != null && !from.equals(to)) {
            after.get(from).add(to);
        }
    }

    /** Takes away whatever nothing comes before, again and again; what is left is in a circle or behind one. */
    private static int inCircles(List<Set<Integer>> after) {
        int[] before = new int[after.size()];
        after.forEach(successors -> successors.forEach(each -> before[each]++));
        Deque<Integer> free = new ArrayDeque<>();
        for (int i = 0; i < before.length; i++) {
            if (before[i] == 0) {
                free.add(i);
            }
        }
        int left = before.length;
        while (!free.isEmpty()) {
            left--;
            for (int each : after.get(free.remove())) {
                if (--before[each] == 0) {
                    free.add(each);
                }
            }
        }
        return left;
    }

    private static String tail(List<Long> list) {
        return list.size() + " ending " + list.subList(Math.max(0, list.size() - 4), list.size());
    }

    /** {@return an empty collection of lists, in the order of their keys} */
    static Map<Integer, List<Long>> lists() {
        return new LinkedHashMap<>();
    }
}
