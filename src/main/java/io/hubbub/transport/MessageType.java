package io.hubbub.transport;

/** What a message is said to hold: UTF-8, which the transport has checked, or any bytes. */
public enum MessageType {
    TEXT,
    BINARY
}
