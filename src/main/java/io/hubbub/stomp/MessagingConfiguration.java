package io.hubbub.stomp;

import io.hubbub.client.Clients;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.Time;
import io.hubbub.desk.Drain;
import io.hubbub.desk.FrontDesk;
import io.hubbub.desk.Logins;
import io.hubbub.room.Rooms;
import io.hubbub.stomp.frame.HeaderLimits;
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
 * {@link WebSocketMessageBrokerConfigurer}s work as they do elsewhere. A configurer's channel
 * interceptors, converters, argument resolvers and return value handlers are used. Its endpoints
 * and its broker are ignored, because Hubbub has its own.
 *
 * <p>No channel has an executor. A frame is handled on its connection's own thread, which keeps one
 * client's frames in order and lets an interceptor's refusal reach the client.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({StompProperties.class, HeaderLimits.class})
class MessagingConfiguration {

    /** Opens up what {@link ChannelRegistration} keeps to its package. */
    private static final class Interceptors extends ChannelRegistration {
        List<ChannelInterceptor> all() {
            return hasInterceptors() ? getInterceptors() : List.of();
        }
    }

    /** How many interceptors a channel has if nobody configured any. */
    private static final int OWN_INTERCEPTORS = 1;

    private final List<WebSocketMessageBrokerConfigurer> configurers;

    MessagingConfiguration(List<WebSocketMessageBrokerConfigurer> configurers) {
        this.configurers = List.copyOf(configurers);
    }

    @Bean
    AbstractSubscribableChannel clientInboundChannel() {
        return channel(WebSocketMessageBrokerConfigurer::configureClientInboundChannel);
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
        // InboundHandler hands messages to the controllers, so they listen to no channel
        // themselves.
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
    CommandReader commandReader(Clients clients, Time time) {
        return new CommandReader(new Replies(clients, time));
    }

    @Bean
    RoomController roomController(CommandReader reader) {
        return new RoomController(reader);
    }

    @Bean
    InboundHandler inboundHandler(
            @Qualifier("clientInboundChannel") AbstractSubscribableChannel inbound,
            CommandReader reader,
            Controllers controllers) {
        InboundHandler handler = new InboundHandler(reader, controllers);
        inbound.subscribe(handler);
        return handler;
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
    Sessions sessions(
            @Qualifier("clientInboundChannel") AbstractSubscribableChannel channel,
            Clients clients,
            FrameLimits frames,
            HeaderLimits headers,
            CommandReader reader,
            Refusals refusals,
            Logins logins,
            FrontDesk desk,
            Drain drain,
            StompProperties properties) {
        Inbound inbound = new Inbound(channel, OWN_INTERCEPTORS);
        Connecting connecting = new Connecting(inbound, logins, properties.heartbeat());
        return new Sessions(
                clients,
                logins,
                frames,
                headers,
                new StompSession.Parts(connecting, reader, inbound, refusals, desk, drain));
    }

    @Bean
    Endpoint stompEndpoint(Sessions sessions) {
        return new Endpoint("/ws", "/sockjs", sessions);
    }

    /** The scope {@code websocket}: each client has a bean of its own. */
    @Bean
    static CustomScopeConfigurer webSocketScopeConfigurer() {
        CustomScopeConfigurer configurer = new CustomScopeConfigurer();
        configurer.addScope("websocket", new SimpSessionScope());
        return configurer;
    }
}
