package io.hubbub.contract;

import java.util.Collections;
import java.util.Queue;
import tools.jackson.databind.json.JsonMapper;

/** Reads SockJS's own frames. */
final class SockJsFrames {

    private SockJsFrames() {}

    /** Adds the messages of a frame; returns whether it is the frame that ends the session. */
    static boolean read(String frame, Queue<String> messages) {
        switch (frame.charAt(0)) {
            case 'a' ->
                    Collections.addAll(
                            messages,
                            JsonMapper.shared().readValue(frame.substring(1), String[].class));
            case 'o', 'h' -> {} // A stream begins with many h.
            case 'c' -> {
                return true;
            }
            default -> throw new AssertionError("No frame of SockJS: " + frame);
        }
        return false;
    }
}
