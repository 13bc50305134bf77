package io.hubbub;

import io.hubbub.client.Client;
import io.hubbub.client.ClientLimits;
import io.hubbub.client.Subscription;
import io.hubbub.client.Time;
import io.hubbub.engine.Presences;
import io.hubbub.engine.memory.MemoryPresences;
import io.hubbub.message.RoomName;
import io.hubbub.metrics.PresenceMetrics;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Namespaces;
import io.hubbub.namespace.PresenceMode;
import io.hubbub.presence.Presence;
import io.hubbub.presence.PresenceProperties;
import io.hubbub.room.MembershipListener;
import io.hubbub.vital.VitalSigns;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up presence. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PresenceProperties.class)
class PresenceConfiguration {

    /** Presence is kept in memory whatever keeps the messages: it ends with the process. */
    @Bean(initMethod = "start")
    Presences presences(Time time, VitalSigns signs) {
        return new MemoryPresences(time.nanos(), signs);
    }

    @Bean(initMethod = "start")
    Presence presence(
            Presences presences,
            Namespaces namespaces,
            PresenceProperties properties,
            ClientLimits limits,
            Time time,
            VitalSigns signs) {
        return new Presence(
                presences, name -> mode(namespaces.find(name)), properties, limits, time, signs);
    }

    private static PresenceMode mode(@Nullable Namespace namespace) {
        return namespace == null ? PresenceMode.NONE : namespace.policy().presence();
    }

    /** Rooms tell presence who is where. Neither knows the other. */
    @Bean
    MembershipListener membershipListener(Presence presence) {
        return new MembershipListener() {
            @Override
            public void joined(Client client, RoomName room) {
                presence.joined(client, room);
            }

            @Override
            public void left(Client client, RoomName room, boolean mayReturn) {
                presence.left(client, room, mayReturn);
            }

            @Override
            public void ended(Collection<Subscription> held) {
                presence.ended(held);
            }
        };
    }

    @Bean
    PresenceMetrics presenceMetrics(Presence presence) {
        return new PresenceMetrics(presence);
    }
}
