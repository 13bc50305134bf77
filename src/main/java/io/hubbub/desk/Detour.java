package io.hubbub.desk;

/**
 * A way between the decision about a command and its effect. A gateway gives one where code of the
 * application handles commands too: STOMP's leads through Spring's interceptors and controllers.
 */
@FunctionalInterface
public interface Detour {

    /**
     * Takes a command on its way. It may block: only the command's client waits.
     *
     * @param admitted what the middlewares made of the command
     * @param onward takes the command at the end of the way, now or later
     */
    void take(Command admitted, Onward onward);
}
