package io.hubbub.stomp;

import io.hubbub.due.HeartBeat;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configuration under {@code hubbub.stomp}.
 *
 * @param heartbeat how often the server offers to send a heart-beat, and how often it wants one; 0
 *     for never. It is at least two ticks of a lane, because a shorter promise could not be kept
 */
@ConfigurationProperties("hubbub.stomp")
public record StompProperties(@DefaultValue("10s") Duration heartbeat) {

    private static final Pattern OFFER = Pattern.compile("\\s*([0-9]+)\\s*,\\s*([0-9]+)\\s*");

    /** STOMP does not limit the numbers. A longer interval is of no use, so it counts as never. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final int LONGEST_DIGITS = 10;

    public StompProperties {
        if (heartbeat.isNegative() || (!heartbeat.isZero() && heartbeat.toMillis() < 500)) {
            throw new IllegalArgumentException(
                    "hubbub.stomp.heartbeat: must be 0 or 500ms at least");
        }
    }

    /**
     * The heart-beats that a client and the server promise each other. In each direction the
     * interval is the longer one of what one side offers and what the other side wants.
     *
     * @param offered a CONNECT's header
     * @param ours how often the server offers to send a heart-beat, and how often it wants one
     * @return null if the header is not two numbers
     */
    static @Nullable HeartBeat agree(String offered, Duration ours) {
        Matcher offer = OFFER.matcher(offered);
        return offer.matches()
                ? new HeartBeat(slower(offer.group(2), ours), slower(offer.group(1), ours))
                : null;
    }

    private static Duration slower(String written, Duration ours) {
        String digits = written.replaceFirst("^0+", "");
        boolean never = digits.isEmpty() || digits.length() > LONGEST_DIGITS || ours.isZero();
        long millis = never ? 0 : Long.parseLong(digits);
        // So rare a heart-beat does not show in time whether a client lives. A ping does.
        return millis == 0 || millis > LONGEST.toMillis()
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(millis, ours.toMillis()));
    }
}
