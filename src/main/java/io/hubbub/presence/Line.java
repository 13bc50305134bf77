package io.hubbub.presence;

/**
 * One message to a subscriber.
 *
 * @param body JSON, at most {@link Script#MAX_BODY_BYTES} long but where one user alone is longer
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and shared by all who receive it.
record Line(String event, byte[] body) {}
