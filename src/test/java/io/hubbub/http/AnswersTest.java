package io.hubbub.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** How much space unread answers may take, and which of them is cut off for another. */
class AnswersTest {

    private static final String ADDRESS = "192.0.2.1";
    private static final String OTHER = "192.0.2.2";

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> aborted = new ArrayList<>();
    private final Answers answers =
            new Answers(
                    new Binder(
                                    new MapConfigurationPropertySource(
                                            Map.of(
                                                    "hubbub.http.answers-per-address", "100B",
                                                    "hubbub.http.answers", "150B")))
                            .bindOrCreate("hubbub.http", HttpProperties.class),
                    nanos::get);

    /**
     * Writes an answer of 80 bytes.
     *
     * @param meanwhile run while the answer is being read
     */
    private @Nullable ErrorCode write(String address, Runnable meanwhile) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        request.setAttribute(Answers.ABORT, (Runnable) () -> aborted.add(address));
        MockHttpServletResponse response =
                new MockHttpServletResponse() {
                    @Override
                    public void setContentLength(int length) {
                        super.setContentLength(length);
                        meanwhile.run();
                    }
                };
        try {
            Refusal refusal = answers.write(request, response, new byte[80]);
            return refusal == null ? null : refusal.code();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anAddressHasSoManyBytesAndAllHaveSoMany() {
        write(
                ADDRESS,
                () -> {
                    assertThat(answers.bytes()).isEqualTo(80);
                    assertThat(write(ADDRESS, () -> {})).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
                    assertThat(write(OTHER, () -> {})).isEqualTo(ErrorCode.OVERLOADED);
                });
        assertThat(aborted).isEmpty();
        assertThat(answers.bytes()).isZero();
        assertThat(write(OTHER, () -> {})).isNull();
    }

    @Test
    void whoseAnswerIsReadForLongGivesWay() {
        write(
                ADDRESS,
                () -> {
                    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
                    assertThat(write(OTHER, () -> {})).isNull();
                });
        assertThat(aborted).containsExactly(ADDRESS);
        assertThat(answers.bytes()).isZero();
    }
}
