package io.hubbub.middleware;

import java.util.Set;

/**
 * What an application decides about its namespaces. A middleware is a bean. There may be many, and
 * they are asked in the order of Spring's {@code @Order}. After one has refused, no further one is
 * asked.
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
 * waits. The hooks of different clients run at the same time. A hook that throws or returns null
 * refuses with {@code server-error}; only the log says what it threw. To refuse by an exception,
 * throw {@link io.hubbub.message.RefusedException}.
 *
 * <p>The namespace's policy is asked first, so a middleware never sees a client that may not enter.
 * Middlewares are not asked about what the server's own code does through {@code Broadcast}, {@code
 * SimpMessagingTemplate} or {@code Audience.join}.
 */
public interface Middleware {

    /**
     * The namespaces where this middleware is asked: names, or patterns that end in {@code *}, as
     * under {@code hubbub.namespaces}. This is read once, at the start.
     */
    default Set<String> namespaces() {
        return Set.of("*");
    }

    /**
     * A client comes into a namespace. This hook is asked when the client first subscribes or sends
     * there, before that frame does anything. After it passed the client, it is asked again for
     * this client and namespace only if the user lost access in between, or if the client has
     * entered more than 128 namespaces since. After a refusal it is asked again with the next
     * frame. A client cannot be changed, so pass it with {@link Outcome#pass()}.
     */
    default Outcome enter(Entry entry) {
        return Outcome.pass();
    }

    /**
     * A client sends a message into the namespace. The message is for a room or a controller, which
     * has not seen it yet. Or it is the answer to a question, which does not count yet. Or it is
     * the state that the client shows in a room's presence.
     */
    default Outcome message(Incoming message) {
        return Outcome.pass();
    }
}
