package io.hubbub.quota;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Decides which rooms are removed if there are too many.
 *
 * <p>A room with substance is never removed. Such a room has more than a few messages, or several
 * users wrote to it, or the server itself made it. So nobody who makes many rooms can push out a
 * room in which people talk. Among the other rooms, those of the network that made the most rooms
 * go first, so that somebody who makes a crowd of rooms loses them before anybody else loses a
 * room. Then rooms with the fewest messages go, then those that were unused for longest.
 */
final class GivingWay {

    /** A room with more messages than these has substance. */
    static final int FEW_MESSAGES = 20;

    private record Candidate(Kept kept, int crowd) {}

    /**
     * Orders rooms: the one that is most worth keeping comes first, and is the first to be spared.
     */
    private static final Comparator<Candidate> WORTH_FIRST =
            Comparator.comparingInt(Candidate::crowd)
                    .thenComparing(c -> c.kept().span().count(), Comparator.reverseOrder())
                    .thenComparing(c -> c.kept().writtenMillis(), Comparator.reverseOrder())
                    .thenComparing(c -> c.kept().room());

    private GivingWay() {}

    static boolean hasSubstance(Kept kept) {
        long messages = kept.span().count();
        return kept.maker() == null || messages > FEW_MESSAGES || (kept.shared() && messages > 0);
    }

    /**
     * Chooses rooms.
     *
     * @param may whether a room without substance may be removed
     * @param crowd how many rooms a maker's network made
     * @param most the most rooms to choose
     * @return the chosen rooms, the one that is least worth keeping first
     */
    static List<Kept> choose(
            Iterable<Kept> rooms, Predicate<Kept> may, ToIntFunction<Maker> crowd, int most) {
        PriorityQueue<Candidate> chosen = new PriorityQueue<>(WORTH_FIRST);
        for (Kept kept : rooms) {
            Maker maker = kept.maker();
            if (maker == null || hasSubstance(kept)) {
                continue;
            }
            Candidate candidate = new Candidate(kept, crowd.applyAsInt(maker));
            if (chosen.size() == most && WORTH_FIRST.compare(candidate, chosen.element()) <= 0) {
                continue;
            }
            if (may.test(kept)) {
                chosen.add(candidate);
                if (chosen.size() > most) {
                    chosen.remove();
                }
            }
        }
        List<Candidate> sorted = new ArrayList<>(chosen);
        sorted.sort(WORTH_FIRST.reversed());
        return sorted.stream().map(Candidate::kept).toList();
    }
}
