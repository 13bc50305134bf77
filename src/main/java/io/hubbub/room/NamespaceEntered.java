package io.hubbub.room;

import io.hubbub.message.User;

/** A client joined its first room of a namespace. */
public record NamespaceEntered(String client, User user, String namespace) {}
