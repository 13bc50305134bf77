package io.hubbub;

import io.hubbub.client.Clients;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.Time;
import io.hubbub.desk.Drain;
import io.hubbub.desk.FrontDesk;
import io.hubbub.desk.Guard;
import io.hubbub.desk.LiveAccess;
import io.hubbub.desk.Logins;
import io.hubbub.desk.Publishing;
import io.hubbub.desk.Queries;
import io.hubbub.engine.RoomLogs;
import io.hubbub.middleware.Middleware;
import io.hubbub.middleware.Middlewares;
import io.hubbub.namespace.Namespaces;
import io.hubbub.presence.Presence;
import io.hubbub.question.Questions;
import io.hubbub.rate.Rates;
import io.hubbub.rate.SendLimits;
import io.hubbub.room.Rooms;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Gate;
import io.hubbub.security.Users;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Puts together what decides and does what clients ask for. */
@Configuration(proxyBeanMethods = false)
class DeskConfiguration {

    @Bean
    Gate gate(Namespaces namespaces) {
        return new Gate(namespaces);
    }

    @Bean
    Middlewares middlewares(
            ObjectProvider<Middleware> middlewares, Namespaces namespaces, JsonMapper json) {
        return new Middlewares(middlewares.orderedStream().toList(), namespaces, json);
    }

    @Bean
    Drain drain() {
        return new Drain();
    }

    @Bean
    LiveAccess liveAccess(
            Users users,
            Clients clients,
            Rooms rooms,
            Presence presence,
            Gate gate,
            LiveAccess.Notice notice) {
        LiveAccess access = new LiveAccess(users, clients, rooms, presence, gate, notice);
        users.onChange(access::changed);
        return access;
    }

    @Bean
    Logins logins(Authenticator authenticator, LiveAccess access) {
        return new Logins(authenticator, access);
    }

    @Bean
    FrontDesk frontDesk(
            Rooms rooms,
            Questions questions,
            Presence presence,
            Gate gate,
            Middlewares middlewares,
            Authenticator authenticator,
            Users users,
            Function<String, @Nullable RoomLogs> roomLogs,
            Logins logins,
            FrameLimits frameLimits,
            SendLimits sendLimits,
            Drain drain,
            Time time) {
        Guard guard = new Guard(gate, middlewares, questions);
        return new FrontDesk(
                guard,
                new Publishing(rooms, questions, gate, time),
                new Queries(authenticator, users, guard, roomLogs, presence, rooms),
                rooms,
                presence,
                gate,
                logins,
                new Rates(sendLimits, frameLimits, time),
                drain);
    }
}
