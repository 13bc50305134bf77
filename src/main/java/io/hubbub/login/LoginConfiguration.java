package io.hubbub.login;

import io.hubbub.client.Clients;
import io.hubbub.client.Time;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Users;
import io.hubbub.transport.Endpoint;
import io.hubbub.transport.ShortWay;
import io.hubbub.transport.TransportProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.FormLoginConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Configures the security of HTTP. What a client may do on its connection is decided behind the
 * endpoints.
 */
@Configuration(proxyBeanMethods = false)
class LoginConfiguration {

    /** The paths besides the endpoints that are open to everybody: pages and what they load. */
    private static final String[] FOR_ANYBODY = {
        "/",
        "/chat/**",
        "/hubbub.js",
        "/hubbub.d.ts",
        "/hubbub/**",
        "/login",
        "/login/**",
        "/webjars/sockjs-client/**",
        "/webjars/stomp__stompjs/**",
        // The controller asks the gate who may read which namespace.
        "/api/namespaces/**",
        "/error"
    };

    private static final String SOCKJS = "/sockjs/**";

    private static final String[] FOR_ADMINISTRATORS = {"/admin", "/admin/**"};

    /** The browser features that pages may use: none. */
    private static final String PERMISSIONS =
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

    @Bean
    Logouts logouts(Clients clients, Time time) {
        return new Logouts(clients, time);
    }

    @Bean
    SessionCookie sessionCookie() {
        return new SessionCookie();
    }

    @Bean
    ShortWayCheck shortWayCheck(
            ShortWay way,
            TransportProperties properties,
            @Qualifier("http") SecurityFilterChain own) {
        return new ShortWayCheck(way, properties, own);
    }

    /**
     * The last chain. It gets all requests that no other chain matches, so an application's own
     * chain, for its own paths, comes before it.
     */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain http(
            HttpSecurity http,
            Authenticator authenticator,
            Users users,
            Logouts logouts,
            Pages pages,
            List<Endpoint> endpoints) {
        AuthenticationManager manager = new ProviderManager(new CredentialsProvider(authenticator));
        RoleNow administrator = new RoleNow("ADMIN", authenticator, users);
        Denials denials = new Denials(pages);
        return http.authenticationManager(manager)
                .authorizeHttpRequests(requests ->
                        requests.requestMatchers(FOR_ANYBODY)
                                .permitAll()
                                .requestMatchers(patterns(endpoints))
                                .permitAll()
                                .requestMatchers(EndpointRequest.to("health"))
                                .permitAll()
                                .requestMatchers(EndpointRequest.toAnyEndpoint())
                                .access(administrator)
                                .requestMatchers(FOR_ADMINISTRATORS)
                                .access(administrator)
                                .anyRequest()
                                .denyAll())
                .exceptionHandling(
                        e -> e.authenticationEntryPoint(denials).accessDeniedHandler(denials))
                .formLogin(LoginConfiguration::form)
                .logout(logout -> end(logout, logouts))
                .oauth2ResourceServer(bearer ->
                        bearer.authenticationManagerResolver(_ -> manager)
                                .authenticationConverter(tokens())
                                .authenticationEntryPoint(denials))
                .addFilterBefore(
                        new CrossSiteFilter(PathPatternRequestMatcher.pathPattern(SOCKJS)),
                        LogoutFilter.class)
                // See CrossSiteFilter.
                .csrf(AbstractHttpConfigurer::disable)
                // A request cache would keep a session for each guest who is sent to the login
                // page.
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(LoginConfiguration::headers)
                .build();
    }

    /** The paths where clients connect. */
    private static String[] patterns(List<Endpoint> endpoints) {
        return endpoints.stream()
                .flatMap(endpoint -> endpoint.patterns().stream())
                .toArray(String[]::new);
    }

    private static void form(FormLoginConfigurer<HttpSecurity> form) {
        form.loginPage("/login")
                .usernameParameter("name")
                .passwordParameter("password")
                .authenticationDetailsSource(HttpServletRequest::getRemoteAddr)
                .successHandler((request, response, _) ->
                        Denials.redirect(
                                response,
                                OwnPath.or(
                                        request.getContextPath() + "/",
                                        request.getParameter("to"))))
                .failureHandler((request, response, failure) ->
                        Denials.toLogin(
                                request,
                                response,
                                failure instanceof RefusedLogin refused
                                        ? refused.refusal().word()
                                        : "bad-credentials",
                                OwnPath.or("", request.getParameter("to"))));
    }

    private static void end(LogoutConfigurer<HttpSecurity> logout, Logouts logouts) {
        logout.logoutRequestMatcher(
                        PathPatternRequestMatcher.pathPattern(HttpMethod.POST, "/logout"))
                .addLogoutHandler(logouts)
                .logoutSuccessHandler((request, response, _) ->
                        Denials.toLogin(request, response, "logged-out", ""));
    }

    private static BearerTokenAuthenticationConverter tokens() {
        BearerTokenAuthenticationConverter converter = new BearerTokenAuthenticationConverter();
        converter.setAuthenticationDetailsSource(HttpServletRequest::getRemoteAddr);
        return converter;
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.frameOptions(HeadersConfigurer.FrameOptionsConfig::disable)
                .addHeaderWriter(new PolicyHeaders())
                // If a browser hid where a form came from, it would hide it from CrossSiteFilter
                // too.
                .referrerPolicy(r -> r.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(c -> c.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(p -> p.policy(PERMISSIONS))
                .withObjectPostProcessor(new EarlyHeaders());
    }

    /**
     * Writes headers at the beginning of a request. Spring would add them when a response is about
     * to be sent. Jetty sends large pieces earlier than Spring expects, so a long file had none.
     */
    private static final class EarlyHeaders implements ObjectPostProcessor<HeaderWriterFilter> {
        @Override
        public <F extends HeaderWriterFilter> F postProcess(F filter) {
            filter.setShouldWriteHeadersEagerly(true);
            return filter;
        }
    }
}
