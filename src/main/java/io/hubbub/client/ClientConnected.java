package io.hubbub.client;

import io.hubbub.message.User;

/** A client's CONNECT was accepted. */
public record ClientConnected(String client, User user, Origin origin) {}
