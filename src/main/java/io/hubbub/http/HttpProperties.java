package io.hubbub.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The configuration under {@code hubbub.http}: what requests may use up. A WebSocket is none of
 * them once it is open, and a SockJS poll or stream none while it waits for something to tell: both
 * are clients, which have bounds of their own. A count of 0 is no bound.
 *
 * @param requestsPerAddress how many requests of one address may be worked on at once
 * @param requests the same in all
 * @param connectionsPerAddress how many connections of one address may wait for a request
 * @param connections the same in all
 * @param headerTime from the first byte of a request, or of a connection's TLS, to the end of the
 *     request's headers
 * @param patience how long a body may keep the server waiting, or an answer may wait for its
 *     reader, before {@code leastRate} counts
 * @param leastRate the bytes in a second below which a body or an answer is given up
 * @param formSize the longest body of the login's form
 * @param answersPerAddress what the answers to one address that are being read may hold together; 0
 *     for no bound
 * @param answers the same of all
 */
@ConfigurationProperties("hubbub.http")
record HttpProperties(
        @DefaultValue("100") int requestsPerAddress,
        @DefaultValue("1000") int requests,
        @DefaultValue("500") int connectionsPerAddress,
        @DefaultValue("5000") int connections,
        @DefaultValue("10s") Duration headerTime,
        @DefaultValue("10s") Duration patience,
        @DefaultValue("4KB") DataSize leastRate,
        @DefaultValue("16KB") DataSize formSize,
        @DefaultValue("8MB") DataSize answersPerAddress,
        @DefaultValue("64MB") DataSize answers) {

    private static final Duration LONGEST = Duration.ofHours(1);

    HttpProperties {
        require(requestsPerAddress >= 0, "requests-per-address", "0 (no bound) or more");
        require(requests >= 0, "requests", "0 (no bound) or more");
        require(connectionsPerAddress >= 0, "connections-per-address", "0 (no bound) or more");
        require(connections >= 0, "connections", "0 (no bound) or more");
        bound("header-time", headerTime);
        bound("patience", patience);
        require(leastRate.toBytes() > 0, "least-rate", "more than 0");
        require(formSize.toBytes() > 0, "form-size", "more than 0");
        require(answersPerAddress.toBytes() >= 0, "answers-per-address", "0 (no bound) or more");
        require(answers.toBytes() >= 0, "answers", "0 (no bound) or more");
    }

    private static void bound(String name, Duration time) {
        require(
                time.isPositive() && time.compareTo(LONGEST) <= 0,
                name,
                "more than 0, and at most an hour");
    }

    private static void require(boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("hubbub.http." + name + ": must be " + rule);
        }
    }
}
