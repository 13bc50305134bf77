package io.hubbub.contract;

/** What {@link GatewayContract} needs of a gateway: clients that connect by it. */
public interface Gateway {

    /** Connects a guest. */
    Party guest();

    /** Connects a user with these roles. */
    Party user(String name, String... roles);
}
