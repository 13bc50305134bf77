package io.hubbub.client;

/** What a subscription listens to: a room, or one of the user's private destinations. */
public interface Source {

    String destination();

    /** A destination that only this client's own user is written to. */
    record Private(String path) implements Source {
        @Override
        public String destination() {
            return "/user/" + path;
        }
    }

    /** An application destination, which answers once, when it is subscribed to. */
    record Application(String destination) implements Source {}
}
