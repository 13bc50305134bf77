package io.hubbub.room;

import io.hubbub.message.User;

/** A client left its last room of a namespace. */
public record NamespaceLeft(String client, User user, String namespace) {}
