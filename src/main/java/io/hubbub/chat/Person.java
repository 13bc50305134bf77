package io.hubbub.chat;

/**
 * A client as others see it. The server sets all of it.
 *
 * @param client the client's id
 * @param user the user's name, which nobody else has
 * @param name what the client is called; a guest's chosen name, which another guest may have too
 * @param guest whether the user is a guest
 */
record Person(String client, String user, String name, boolean guest) {}
