package io.hubbub.message;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodeTest {

    /** Clients depend on these lines. A line may be added but never changed. */
    private static final String TABLE =
            """
            bad-frame 400 4500 fatal
            frame-too-large 413 4501 fatal
            headers-too-large 431 4502 fatal
            unsupported-version 400 4503 fatal
            not-connected 400 4504 fatal
            bad-destination 400 4505
            not-allowed 403 4506
            no-such-destination 404 4507
            too-many-subscriptions 429 4508
            too-many-rooms 429 4510
            room-quota 429 4526
            room-full 429 4511
            bad-body 400 4512
            not-supported 501 4513
            refused 403 4515
            bad-credentials 401 4516 fatal
            locked 403 4517 fatal
            logged-out 401 4518 fatal
            ask-over 404 4519
            no-replies 400 4520
            too-many-asks 429 4521
            answers-full 413 4522
            wrong-host 421 4523 fatal
            unknown-subscription 404 4514 fatal
            disconnected 403 4509 fatal
            outbox-full 429 4000 fatal
            heartbeat-lost 408 4001 fatal
            connect-timeout 408 4002 fatal
            token-expired 401 4004 fatal
            too-many-attempts 429 4005 fatal
            too-many-logins 429 4016 fatal
            too-many-requests 429 4017 fatal
            overloaded 503 4018 fatal
            too-many-messages 429 4006
            too-many-bytes 429 4007
            user-full 429 4008 fatal
            address-full 429 4009 fatal
            storage-full 503 4010
            history-gone 410 4011 fatal
            held-full 503 4012
            address-held-full 429 4013
            frame-timeout 408 4014 fatal
            too-many-new-rooms 429 4020
            too-much-stored 429 4021
            server-error 500 4003
            shutting-down 503 1012 fatal\
            """;

    @Test
    void theTableIsAContract() {
        String table =
                Stream.of(ErrorCode.values())
                        .map(code ->
                                "%s %d %d%s"
                                        .formatted(
                                                code.text(),
                                                code.status(),
                                                code.closeCode(),
                                                code.isFatal() ? " fatal" : ""))
                        .collect(joining("\n"));
        assertThat(table).isEqualTo(TABLE);
    }

    @Test
    void noTwoShareACloseCode() {
        assertThat(Stream.of(ErrorCode.values()).map(ErrorCode::closeCode)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theCloseCodeSaysWhetherToComeBack(ErrorCode code) {
        switch (code) {
            case OUTBOX_FULL,
                    HEARTBEAT_LOST,
                    CONNECT_TIMEOUT,
                    TOKEN_EXPIRED,
                    TOO_MANY_ATTEMPTS,
                    TOO_MANY_LOGINS,
                    TOO_MANY_REQUESTS,
                    OVERLOADED,
                    TOO_MANY_MESSAGES,
                    TOO_MANY_BYTES,
                    USER_FULL,
                    ADDRESS_FULL,
                    STORAGE_FULL,
                    HISTORY_GONE,
                    HELD_FULL,
                    ADDRESS_HELD_FULL,
                    FRAME_TIMEOUT,
                    TOO_MANY_NEW_ROOMS,
                    TOO_MUCH_STORED,
                    SERVER_ERROR ->
                    assertThat(code.closeCode()).isBetween(4000, 4499);
            // RFC 6455's registry has its own code for "Service Restart".
            case SHUTTING_DOWN -> assertThat(code.closeCode()).isEqualTo(1012);
            default -> assertThat(code.closeCode()).isBetween(4500, 4999);
        }
        assertThat(code.status()).isBetween(400, 599);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theTextsFitAHeaderAndACloseFrame(ErrorCode code) {
        assertThat(code.text()).matches("[a-z]+(-[a-z]+)*").hasSizeLessThanOrEqualTo(123);
        assertThat(code.meaning()).isNotBlank().doesNotContain("\n");
    }

    @Test
    void aRefusalTravelsAsAnExceptionWithoutAStackTrace() {
        Refusal refusal = new Refusal(ErrorCode.ROOM_FULL);

        RefusedException exception = refusal.asException();

        assertThat(exception.refusal()).isSameAs(refusal);
        assertThat(exception.getStackTrace()).isEmpty();
        assertThat(exception).hasMessage("room-full: The room is full");
    }

    @Test
    void anApplicationRefusesInItsOwnWords() {
        Refusal refusal = Refusal.custom("too-rude", "Mind your language", "{\"words\":[1]}");

        assertThat(refusal.code()).isEqualTo(ErrorCode.REFUSED);
        assertThat(refusal.asException()).hasMessage("too-rude: Mind your language");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Rude", "too rude", "rude\n", "-rude", "not-allowed", "refused"})
    void anApplicationsWordIsNeitherTheTablesNorAnythingAHeaderCouldNotHold(String word) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Refusal.custom(word, "Why", null))
                .withMessageContaining("'" + word + "'");
    }
}
