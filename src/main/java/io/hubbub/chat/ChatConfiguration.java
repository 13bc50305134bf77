package io.hubbub.chat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.client.Clients;
import io.hubbub.client.Time;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import io.hubbub.security.Users;
import io.hubbub.spelling.ReservedNames;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Sets up the chat and serves its page at {@code /}. It forwards instead of redirecting, because
 * the addresses in the page, and the address of a room that people share, are relative to {@code
 * /}.
 */
@Configuration(proxyBeanMethods = false)
class ChatConfiguration implements WebMvcConfigurer {

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/chat/index.html");
    }

    @Bean
    static People chatPeople(Clients clients) {
        return new People(clients);
    }

    @Bean
    static ReservedNames takenNames(Users users) {
        return new ReservedNames(users.names());
    }

    @Bean
    static Notes chatNotes(
            People chatPeople,
            ReservedNames takenNames,
            Rooms rooms,
            Clients clients,
            Broadcast broadcast) {
        return new Notes(chatPeople, takenNames, rooms, clients, broadcast);
    }

    @Bean
    static OpenRooms chatOpenRooms(Rooms rooms, Time time) {
        return new OpenRooms(rooms::census, rooms::count, time.nanos());
    }

    /** Runs after an application's own middlewares, which change headers too. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    static NameStamp chatNameStamp(People chatPeople) {
        return new NameStamp(chatPeople);
    }

    @Bean
    static ChatController chatController(
            Clients clients,
            Rooms rooms,
            Gate gate,
            People chatPeople,
            Notes chatNotes,
            ReservedNames takenNames,
            OpenRooms chatOpenRooms,
            SimpMessagingTemplate template) {
        return new ChatController(
                clients, rooms, gate, chatPeople, chatNotes, takenNames, chatOpenRooms, template);
    }
}
