package io.hubbub.client;

/**
 * Where a client came from.
 *
 * @param transport {@code websocket}, {@code sockjs-websocket}, {@code sockjs-xhr}, ...
 * @param address the other end's address, without its port
 */
public record Origin(String transport, String address) {}
