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
 * Which rooms go where there are too many: decisions on values.
 *
 * <p>A room of substance never goes, so that whoever makes rooms, however many, pushes out nothing
 * that people talk in: one with more than a few messages, one that several users wrote to, one that
 * the server itself made. Of the others those go first whose network made most rooms, so that a
 * crowd of rooms takes itself away before anybody else's; then those with the fewest messages; then
 * those that were unused for longest.
 */
final class GivingWay {

    /** A room with more messages than these has substance. */
    static final int FEW_MESSAGES = 20;

    private record Candidate(Kept kept, int crowd) {}

    /** Who is least worth keeping is last, and so the last to be dropped from the choice. */
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
     * @param may whether a room without substance may go
     * @param crowd how many rooms there are of those who made it
     * @param most how many go at most
     * @return the one that is least worth keeping first
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
