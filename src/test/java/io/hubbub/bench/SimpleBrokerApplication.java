package io.hubbub.bench;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * What Hubbub is measured against: the application of Spring's own STOMP guide, on Boot's default
 * server, untuned.
 *
 * <p>Deliberately no {@code @SpringBootApplication} nor any other component annotation: Hubbub's
 * tests scan this package too, and would start a second broker.
 */
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
public class SimpleBrokerApplication implements WebSocketMessageBrokerConfigurer {

    public static void main(String[] args) {
        SpringApplication.run(SimpleBrokerApplication.class, args);
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.addEndpoint("/ws");
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        registry.enableSimpleBroker("/topic");
    }
}
