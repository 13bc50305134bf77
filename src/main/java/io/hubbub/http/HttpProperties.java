package io.hubbub.http;

import io.hubbub.property.PropertyRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The configuration under {@code hubbub.http}: how much requests may use. Open WebSockets, and
 * SockJS's polls and streams while they wait, do not count as requests. They are clients, which
 * have bounds of their own. A count of 0 means unlimited.
 *
 * @param requestsPerAddress how many requests of one address may be worked on at once
 * @param requests the same in all
 * @param connectionsPerAddress how many connections of one address may wait for a request
 * @param connections the same in all
 * @param headerTime the most time from the first byte of a request, or of a connection's TLS, to
 *     the end of the request's headers
 * @param patience how long a client may keep the server waiting for a body, or take to read an
 *     answer, before {@code leastRate} counts
 * @param leastRate the bytes per second below which a body or an answer is then cut off
 * @param formSize the longest body of the login's form
 * @param answersPerAddress the most bytes of answers that one address is reading; 0 means unlimited
 * @param answers the same in all
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

    private static final PropertyRules RULES = new PropertyRules("hubbub.http");

    private static final Duration LONGEST = Duration.ofHours(1);

    HttpProperties {
        RULES.require(
                requestsPerAddress >= 0, "requests-per-address", "must be 0 (unlimited) or more");
        RULES.require(requests >= 0, "requests", "must be 0 (unlimited) or more");
        RULES.require(
                connectionsPerAddress >= 0,
                "connections-per-address",
                "must be 0 (unlimited) or more");
        RULES.require(connections >= 0, "connections", "must be 0 (unlimited) or more");
        bound("header-time", headerTime);
        bound("patience", patience);
        RULES.require(leastRate.toBytes() > 0, "least-rate", "must be more than 0");
        RULES.require(formSize.toBytes() > 0, "form-size", "must be more than 0");
        RULES.require(
                answersPerAddress.toBytes() >= 0,
                "answers-per-address",
                "must be 0 (unlimited) or more");
        RULES.require(answers.toBytes() >= 0, "answers", "must be 0 (unlimited) or more");
    }

    private static void bound(String name, Duration time) {
        RULES.require(
                time.isPositive() && time.compareTo(LONGEST) <= 0,
                name,
                "must be more than 0 and at most an hour");
    }
}
