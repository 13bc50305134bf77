package io.hubbub.chat;

/**
 * One client in the eyes of the others. All of it is the server's word.
 *
 * @param client the client's id
 * @param user the user's name, which is nobody else's
 * @param name what the client is called; of a guest the chosen name, which another guest may have
 *     too
 * @param guest whether nobody vouched for the user
 */
record Person(String client, String user, String name, boolean guest) {}
