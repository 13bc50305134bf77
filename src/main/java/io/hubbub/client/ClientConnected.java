package io.hubbub.client;

import io.hubbub.message.User;

/** A client was accepted: its protocol's greeting is done. */
public record ClientConnected(String client, User user, Origin origin) {}
