package io.hubbub;

import io.hubbub.client.ClientLog;
import io.hubbub.client.Clients;
import io.hubbub.client.Events;
import io.hubbub.client.Lanes;
import io.hubbub.client.Limits;
import io.hubbub.client.Time;
import io.hubbub.namespace.NamespaceKeys;
import io.hubbub.namespace.NamespaceProperties;
import io.hubbub.namespace.Namespaces;
import io.hubbub.room.Broadcast;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import tools.jackson.databind.json.JsonMapper;

/** Puts the core together: what it is given here is all that it knows of the world outside. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({Limits.class, NamespaceProperties.class})
class CoreConfiguration {

    private final SecureRandom random = new SecureRandom();

    @Bean
    Time time() {
        return Time.system();
    }

    /** Before any property is bound. */
    @Bean
    static BeanFactoryPostProcessor namespaceKeys(ConfigurableEnvironment environment) {
        return _ ->
                environment.getPropertySources().stream()
                        .filter(EnumerablePropertySource.class::isInstance)
                        .map(source -> (EnumerablePropertySource<?>) source)
                        .flatMap(source -> Stream.of(source.getPropertyNames()))
                        .forEach(NamespaceKeys::check);
    }

    @Bean
    Namespaces namespaces(NamespaceProperties properties) {
        return new Namespaces(properties);
    }

    @Bean
    Gate gate(Namespaces namespaces) {
        return new Gate(namespaces);
    }

    /** Destroyed before the events, which then still tell who went last. */
    @Bean(initMethod = "start")
    @DependsOn("events")
    Lanes lanes(@Value("${hubbub.lanes:0}") int count, Limits limits, Time time) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new Lanes(count == 0 ? cores : count, limits, time);
    }

    @Bean(initMethod = "start")
    Events events(ApplicationEventPublisher publisher) {
        return new Events(publisher::publishEvent);
    }

    @Bean
    Clients clients(Lanes lanes, Limits limits, Events events) {
        return new Clients(lanes, limits, events, () -> randomText(12));
    }

    @Bean
    Rooms rooms(Clients clients, Lanes lanes, Events events) {
        return new Rooms(clients, lanes, events, () -> randomText(8));
    }

    @Bean
    Broadcast broadcast(
            Namespaces namespaces, Rooms rooms, Clients clients, JsonMapper json, Time time) {
        return new Broadcast(namespaces, rooms, clients, json, time);
    }

    @Bean
    CoreMetrics coreMetrics(Clients clients, Rooms rooms, Lanes lanes, Events events) {
        return new CoreMetrics(clients, rooms, lanes, events);
    }

    @Bean
    Shutdown shutdown(Clients clients) {
        return new Shutdown(clients);
    }

    @Bean
    ClientLog clientLog() {
        return new ClientLog();
    }

    /** Letters and digits, easy to read out and nothing that any grammar would notice. */
    private String randomText(int length) {
        return random.ints(length, 0, 36)
                .mapToObj(digit -> Character.toString(Character.forDigit(digit, 36)))
                .collect(Collectors.joining());
    }
}
