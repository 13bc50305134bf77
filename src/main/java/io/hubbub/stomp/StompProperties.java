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
 * @param heartbeat how often the server offers to send a heart-beat, and wants one; 0 for never. No
 *     less than two ticks of a lane, or it would beat later than it promised
 */
@ConfigurationProperties("hubbub.stomp")
public record StompProperties(@DefaultValue("10s") Duration heartbeat) {

    private static final Pattern OFFER = Pattern.compile("\\s*([0-9]+)\\s*,\\s*([0-9]+)\\s*");

    /** STOMP sets no bound to the numbers; what is longer is hardly ever, and counts as never. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final int LONGEST_DIGITS = 10;

    public StompProperties {
        if (heartbeat.isNegative() || (!heartbeat.isZero() && heartbeat.toMillis() < 500)) {
            throw new IllegalArgumentException(
                    "hubbub.stomp.heartbeat: must be 0 or 500ms at least");
        }
    }

    /**
     * What a client and the server promise each other: the slower of what one offers and the other
     * wants.
     *
     * @param offered a CONNECT's header
     * @param ours how often the server offers to send one, and wants one
     * @return null where it is not two numbers
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
        // A promise so seldom kept says nothing of who lives, while a ping does.
        return millis == 0 || millis > LONGEST.toMillis()
                ? Duration.ZERO
                : Duration.ofMillis(Math.max(millis, ours.toMillis()));
    }
}
