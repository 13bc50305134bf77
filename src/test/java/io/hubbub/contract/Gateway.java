package io.hubbub.contract;

/** A way for clients to come in, as {@link GatewayContract} drives it. */
public interface Gateway {

    /** Connects a guest. */
    Party guest();

    /** Connects a user with these roles. */
    Party user(String name, String... roles);
}
