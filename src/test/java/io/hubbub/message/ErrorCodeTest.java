package io.hubbub.message;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {

    /** Clients are written against these: a line may be added, never changed. */
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
        assertThat(table)
                .isEqualTo(
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
                        room-full 429 4511
                        bad-body 400 4512
                        not-supported 501 4513
                        unknown-subscription 404 4514 fatal
                        disconnected 403 4509 fatal
                        outbox-full 429 4000 fatal
                        heartbeat-lost 408 4001 fatal
                        connect-timeout 408 4002 fatal
                        server-error 500 4003
                        shutting-down 503 1012 fatal\
                        """);
    }

    @Test
    void noTwoShareACloseCode() {
        assertThat(Stream.of(ErrorCode.values()).map(ErrorCode::closeCode)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void theCloseCodeSaysWhetherToComeBack(ErrorCode code) {
        switch (code) {
            case OUTBOX_FULL, HEARTBEAT_LOST, CONNECT_TIMEOUT, SERVER_ERROR ->
                    assertThat(code.closeCode()).isBetween(4000, 4499);
            // RFC 6455's registry has a code of its own for "Service Restart".
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
}
