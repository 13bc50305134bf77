package io.hubbub.question;

import io.hubbub.property.PropertyRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The limits of questions. 0 means unlimited, and stays 0.
 *
 * @param asksPerClient how many questions of one client may be open
 * @param askTime how long a client may wait for answers
 * @param askReceivers how many members the rooms of a client's question may have together
 * @param answersSize how many bytes the answers to one question may have together
 */
@ConfigurationProperties("hubbub.limits")
public record QuestionLimits(
        @DefaultValue("100") int asksPerClient,
        @DefaultValue("60s") Duration askTime,
        @DefaultValue("1000") int askReceivers,
        @DefaultValue("256KB") DataSize answersSize) {

    public QuestionLimits {
        PropertyRules rules = new PropertyRules("hubbub.limits");
        rules.count("asks-per-client", asksPerClient);
        rules.time("ask-time", askTime);
        rules.count("ask-receivers", askReceivers);
        rules.size("answers-size", answersSize);
    }
}
