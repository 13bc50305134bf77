package io.hubbub.stomp;

import io.hubbub.client.Clients;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.Time;
import io.hubbub.desk.Drain;
import io.hubbub.desk.Guard;
import io.hubbub.desk.LiveAccess;
import io.hubbub.desk.Rates;
import io.hubbub.desk.SendLimits;
import io.hubbub.presence.Presence;
import io.hubbub.question.Questions;
import io.hubbub.room.Rooms;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Gate;
import io.hubbub.security.Users;
import io.hubbub.transport.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.DefaultContentTypeResolver;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.SimpSessionScope;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.ImmutableMessageChannelInterceptor;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring's messaging under the names that Spring gives it, so that controllers, templates and
 * {@link WebSocketMessageBrokerConfigurer}s work as they do elsewhere: of a configurer, its channel
 * interceptors, converters, argument resolvers and return value handlers count. Its endpoints and
 * broker do not: those are Hubbub's.
 *
 * <p>No channel has an executor. A frame is handled on its connection's own thread, which keeps one
 * client's frames in order and lets an interceptor's refusal reach the client.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StompProperties.class)
class MessagingConfiguration {

    /** Opens up what {@link ChannelRegistration} keeps to its package. */
    private static final class Interceptors extends ChannelRegistration {
        List<ChannelInterceptor> all() {
            return hasInterceptors() ? getInterceptors() : List.of();
        }
    }

    private final List<WebSocketMessageBrokerConfigurer> configurers;

    MessagingConfiguration(List<WebSocketMessageBrokerConfigurer> configurers) {
        this.configurers = List.copyOf(configurers);
    }

    @Bean
    AbstractSubscribableChannel clientInboundChannel(Guard guard, Questions questions) {
        AbstractSubscribableChannel channel =
                channel(WebSocketMessageBrokerConfigurer::configureClientInboundChannel);
        channel.addInterceptor(0, new AccessInterceptor(guard, questions));
        return channel;
    }

    @Bean
    AbstractSubscribableChannel clientOutboundChannel(Outbound outbound) {
        AbstractSubscribableChannel channel =
                channel(WebSocketMessageBrokerConfigurer::configureClientOutboundChannel);
        channel.subscribe(outbound::client);
        return channel;
    }

    @Bean
    AbstractSubscribableChannel brokerChannel(Outbound outbound) {
        AbstractSubscribableChannel channel = channel((_, _) -> {});
        channel.subscribe(outbound::broker);
        return channel;
    }

    private AbstractSubscribableChannel channel(
            BiConsumer<WebSocketMessageBrokerConfigurer, ChannelRegistration> configure) {
        Interceptors interceptors = new Interceptors();
        configurers.forEach(configurer -> configure.accept(configurer, interceptors));
        ExecutorSubscribableChannel channel = new ExecutorSubscribableChannel();
        interceptors.all().forEach(channel::addInterceptor);
        channel.addInterceptor(new ImmutableMessageChannelInterceptor());
        return channel;
    }

    @Bean
    Outbound outbound(Rooms rooms, Clients clients, Time time) {
        return new Outbound(rooms, clients, time);
    }

    @Bean
    CompositeMessageConverter brokerMessageConverter(JsonMapper mapper) {
        List<MessageConverter> converters = new ArrayList<>();
        boolean standard = true;
        for (WebSocketMessageBrokerConfigurer configurer : configurers) {
            standard &= configurer.configureMessageConverters(converters);
        }
        if (standard) {
            JacksonJsonMessageConverter json = new JacksonJsonMessageConverter(mapper);
            DefaultContentTypeResolver resolver = new DefaultContentTypeResolver();
            resolver.setDefaultMimeType(MimeTypeUtils.APPLICATION_JSON);
            json.setContentTypeResolver(resolver);
            converters.add(new StringMessageConverter());
            converters.add(new ByteArrayMessageConverter());
            converters.add(json);
        }
        return new CompositeMessageConverter(converters);
    }

    @Bean
    SimpMessagingTemplate brokerMessagingTemplate(
            @Qualifier("brokerChannel") AbstractSubscribableChannel channel,
            CompositeMessageConverter brokerMessageConverter) {
        SimpMessagingTemplate template = new SimpMessagingTemplate(channel);
        template.setMessageConverter(brokerMessageConverter);
        return template;
    }

    @Bean
    Controllers simpAnnotationMethodMessageHandler(
            @Qualifier("clientOutboundChannel") AbstractSubscribableChannel outbound,
            SimpMessagingTemplate template,
            CompositeMessageConverter brokerMessageConverter) {
        // The gateway hands on what is for controllers: they listen to no channel themselves.
        Controllers controllers =
                new Controllers(new ExecutorSubscribableChannel(), outbound, template);
        controllers.setDestinationPrefixes(List.of("/app/"));
        controllers.setMessageConverter(brokerMessageConverter);
        List<HandlerMethodArgumentResolver> arguments = new ArrayList<>();
        List<HandlerMethodReturnValueHandler> returnValues = new ArrayList<>();
        configurers.forEach(configurer -> configurer.addArgumentResolvers(arguments));
        configurers.forEach(configurer -> configurer.addReturnValueHandlers(returnValues));
        controllers.setCustomArgumentResolvers(arguments);
        controllers.setCustomReturnValueHandlers(returnValues);
        return controllers;
    }

    @Bean
    Sends sends(Rooms rooms, Questions questions, Clients clients, Gate gate, Time time) {
        return new Sends(rooms, questions, clients, gate, time);
    }

    @Bean
    RoomController roomController(Sends sends) {
        return new RoomController(sends);
    }

    @Bean
    Gateway gateway(
            @Qualifier("clientInboundChannel") AbstractSubscribableChannel inbound,
            Rooms rooms,
            Presence presence,
            Gate gate,
            Sends sends,
            Logins logins,
            Controllers controllers) {
        Gateway gateway = new Gateway(rooms, presence, gate, sends, logins, controllers);
        inbound.subscribe(gateway);
        return gateway;
    }

    @Bean
    Refusals refusals(Clients clients, JsonMapper json, Time time) {
        return new Refusals(clients, json, time);
    }

    @Bean
    RefusalMetrics refusalMetrics(Refusals refusals) {
        return new RefusalMetrics(refusals);
    }

    @Bean
    LiveAccess identities(
            Users users,
            Clients clients,
            Rooms rooms,
            Presence presence,
            Gate gate,
            Refusals refusals) {
        LiveAccess identities =
                new LiveAccess(users, clients, rooms, presence, gate, refusals::tellOrClose);
        users.onChange(identities::changed);
        return identities;
    }

    @Bean
    Logins logins(Authenticator authenticator, LiveAccess identities) {
        return new Logins(authenticator, identities);
    }

    @Bean
    Sessions sessions(
            @Qualifier("clientInboundChannel") AbstractSubscribableChannel channel,
            Clients clients,
            FrameLimits frameLimits,
            SendLimits sendLimits,
            Refusals refusals,
            Logins logins,
            Drain door,
            Time time,
            StompProperties properties) {
        Inbound inbound = new Inbound(channel, frameLimits);
        Rates rates = new Rates(sendLimits, frameLimits, time);
        return new Sessions(
                clients, inbound, refusals, logins, rates, door, properties.heartbeat());
    }

    @Bean
    Endpoint stompEndpoint(Sessions sessions) {
        return new Endpoint("/ws", "/sockjs", sessions);
    }

    /** Beans of one client each: {@code @Scope("websocket")}. */
    @Bean
    static CustomScopeConfigurer webSocketScopeConfigurer() {
        CustomScopeConfigurer configurer = new CustomScopeConfigurer();
        configurer.addScope("websocket", new SimpSessionScope());
        return configurer;
    }
}
