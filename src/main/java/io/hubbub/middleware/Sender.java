package io.hubbub.middleware;

import io.hubbub.client.Origin;
import io.hubbub.message.User;

/**
 * Who sends a message.
 *
 * @param client the client's id
 */
public record Sender(String client, User user, Origin origin) {}
