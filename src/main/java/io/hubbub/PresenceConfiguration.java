package io.hubbub;

import io.hubbub.client.Limits;
import io.hubbub.client.Time;
import io.hubbub.engine.Presences;
import io.hubbub.engine.RoomLogs;
import io.hubbub.presence.Presence;
import io.hubbub.presence.PresenceMode;
import io.hubbub.presence.PresenceProperties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts presence together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceProperties.class)
class PresenceConfiguration {

    @Bean(initMethod = "start")
    Presence presence(
            Presences presences, PresenceProperties properties, Limits limits, Time time) {
        return new Presence(presences, _ -> PresenceMode.FULL, properties, limits, time);
    }

    @Bean
    Function<String, @Nullable RoomLogs> roomLogs() {
        return _ -> null;
    }

    @Bean
    PresenceMetrics presenceMetrics(Presence presence) {
        return new PresenceMetrics(presence);
    }
}
