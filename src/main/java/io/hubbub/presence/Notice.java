package io.hubbub.presence;

/**
 * One message to a subscriber.
 *
 * @param body JSON, at most {@link Difference#MAX_BODY_BYTES} long unless one user alone is longer
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and shared by all who receive it.
record Notice(String event, byte[] body) {}
