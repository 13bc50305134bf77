package io.hubbub.middleware;

import java.util.Set;

/**
 * What an application decides about its namespaces: a bean, of which there may be many, asked in
 * the order of Spring's {@code @Order}. The first that refuses is the last that is asked.
 *
 * <pre>{@code
 * @Component
 * @Order(10)
 * class Manners implements Middleware {
 *     @Override
 *     public Set<String> namespaces() {
 *         return Set.of("chat", "tenant-*");
 *     }
 *
 *     @Override
 *     public Outcome message(Incoming message) {
 *         if (mutes.has(message.user().name())) {
 *             return Outcome.refuse("muted", "You are muted", Map.of("until", mutes.end()));
 *         }
 *         return Outcome.pass(message.withHeader("x-checked", "yes").withVolatile(false));
 *     }
 * }
 * }</pre>
 *
 * <p>A hook runs on the thread of the client's own connection and may block: only this client
 * waits. The hooks of different clients run at the same time. One that throws, or returns null,
 * refuses with {@code server-error}, and what it threw stands in the log alone; to refuse by an
 * exception there is {@link io.hubbub.message.RefusedException}.
 *
 * <p>The namespace's policy is asked first: no middleware sees who may not enter. What the server's
 * own code does, through {@code Broadcast}, {@code SimpMessagingTemplate} or {@code Audience.join},
 * is not asked about.
 */
public interface Middleware {

    /**
     * Where it is asked: names of namespaces, or patterns that end in {@code *} as under {@code
     * hubbub.namespaces}. Read once, at the start.
     */
    default Set<String> namespaces() {
        return Set.of("*");
    }

    /**
     * A client comes into a namespace: asked when it first subscribes or sends there, before that
     * frame does anything. Once it passed, it is asked again for this client and namespace only if
     * the user lost access in between, or if the client went through more than 128 namespaces
     * since; after a refusal, with the next frame. There is nothing to change here: it passes with
     * {@link Outcome#pass()}.
     */
    default Outcome enter(Entry entry) {
        return Outcome.pass();
    }

    /**
     * A client sends a message: to a room or to a controller, before either sees it; as the answer
     * to a question that was asked in the namespace, before it counts; or as what it shows of
     * itself in a room's presence.
     */
    default Outcome message(Incoming message) {
        return Outcome.pass();
    }
}
