package io.hubbub.login;

import io.hubbub.transport.ShortWay;
import io.hubbub.transport.TransportProperties;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.ResolvableType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * Opens the short way of handshakes if nothing of an application's own would see them on the long
 * way. Anything unknown counts as such: a guard that is bypassed unseen is worse than a longer way.
 */
final class ShortWayCheck {

    private static final Logger log = LoggerFactory.getLogger(ShortWayCheck.class);

    /**
     * The filters that Spring Boot and Jetty put before every servlet. None of them refuses a
     * handshake.
     */
    private static final Set<String> USUAL =
            Set.of(
                    "org.springframework.boot.servlet.filter.OrderedCharacterEncodingFilter",
                    "org.springframework.boot.servlet.filter.OrderedFormContentFilter",
                    "org.springframework.boot.servlet.filter.OrderedRequestContextFilter",
                    "org.springframework.web.filter.ServerHttpObservationFilter",
                    "org.eclipse.jetty.ee11.websocket.servlet.WebSocketUpgradeFilter");

    /** Spring Security's filter. Which of its chains matches a handshake is checked separately. */
    private static final String SECURITY = "springSecurityFilterChain";

    /** The filters of Hubbub's chain. An additional one may let only some requests pass. */
    private static final Set<String> OWN =
            Set.of(
                    "DisableEncodeUrlFilter",
                    "WebAsyncManagerIntegrationFilter",
                    "SecurityContextHolderFilter",
                    "HeaderWriterFilter",
                    "CrossSiteFilter",
                    "LogoutFilter",
                    "OAuth2ProtectedResourceMetadataFilter",
                    "UsernamePasswordAuthenticationFilter",
                    "BearerTokenAuthenticationFilter",
                    "SecurityContextHolderAwareRequestFilter",
                    "AnonymousAuthenticationFilter",
                    "ExceptionTranslationFilter",
                    "AuthorizationFilter");

    private static final List<Class<?>> IN_THE_WAY =
            List.of(MappedInterceptor.class, HttpFirewall.class, WebSecurityCustomizer.class);

    private static final Pattern WRITTEN = Pattern.compile("PathPattern \\[(?:[A-Z]+ )?(/[^ ]*)]");

    private final ShortWay way;
    private final TransportProperties properties;
    private final SecurityFilterChain own;

    ShortWayCheck(ShortWay way, TransportProperties properties, SecurityFilterChain own) {
        this.way = way;
        this.properties = properties;
        this.own = own;
    }

    /** Runs when all filters are known and none can be added any more. */
    @EventListener
    void started(ContextRefreshedEvent event) {
        ApplicationContext context = event.getApplicationContext();
        ServletContext servlets = context.getBeanProvider(ServletContext.class).getIfAvailable();
        if (servlets == null || !context.containsLocalBean("shortWay")) {
            return;
        }
        if (!properties.shortWay()) {
            log.info("Every handshake goes through the filters: hubbub.transport.short-way=false");
            return;
        }
        List<String> inTheWay =
                Stream.of(
                                filters(servlets.getFilterRegistrations().values()),
                                chains(context),
                                beans(context))
                        .flatMap(List::stream)
                        .toList();
        if (inTheWay.isEmpty()) {
            way.open();
        } else {
            log.info("Every handshake goes through the filters, because there are {}", inTheWay);
        }
    }

    private List<String> filters(Collection<? extends FilterRegistration> filters) {
        return filters.stream()
                .filter(filter -> !filter.getName().equals(SECURITY))
                .filter(filter -> !USUAL.contains(filter.getClassName()))
                .filter(this::mayMatch)
                .map(filter -> "filter " + filter.getName())
                .toList();
    }

    private boolean mayMatch(FilterRegistration filter) {
        return !filter.getServletNameMappings().isEmpty()
                || filter.getUrlPatternMappings().stream().anyMatch(this::mayMatch);
    }

    private List<String> chains(ApplicationContext context) {
        List<String> found = new ArrayList<>();
        for (FilterChainProxy proxy : context.getBeansOfType(FilterChainProxy.class).values()) {
            for (SecurityFilterChain chain : proxy.getFilterChains()) {
                if (chain == own) {
                    own.getFilters().stream()
                            .map(filter -> filter.getClass().getSimpleName())
                            .filter(name -> !OWN.contains(name))
                            .forEach(found::add);
                    return found;
                }
                if (mayMatch(chain)) {
                    found.add(String.valueOf(chain));
                }
            }
        }
        found.add("no security chain of Hubbub");
        return found;
    }

    private boolean mayMatch(SecurityFilterChain chain) {
        return !(chain instanceof DefaultSecurityFilterChain named)
                || mayMatch(named.getRequestMatcher());
    }

    /** Checks one matcher of paths, or any of several. Only its text reveals its pattern. */
    private boolean mayMatch(RequestMatcher matcher) {
        String written = matcher.toString();
        return switch (matcher) {
            case PathPatternRequestMatcher _ -> writtenMayMatch(written);
            case OrRequestMatcher _ when written.startsWith("Or [") && written.endsWith("]") ->
                    Stream.of(written.substring(4, written.length() - 1).split(", (?=PathPattern)"))
                            .anyMatch(this::writtenMayMatch);
            default -> true;
        };
    }

    private boolean writtenMayMatch(String written) {
        Matcher pattern = WRITTEN.matcher(written);
        return !pattern.matches() || mayMatch(pattern.group(1));
    }

    private boolean mayMatch(String pattern) {
        return mayMatch(pattern, way.paths());
    }

    /**
     * Whether a pattern may match an address of the endpoints: its literal part is the beginning of
     * such an address, or such an address is the beginning of it.
     */
    static boolean mayMatch(String pattern, List<String> paths) {
        String literal = pattern.split("[*?{\\[(]", 2)[0].toLowerCase(Locale.ROOT);
        return paths.stream()
                .anyMatch(path -> path.startsWith(literal) || literal.startsWith(path));
    }

    private static List<String> beans(ListableBeanFactory factory) {
        List<String> found = new ArrayList<>();
        for (Class<?> type : IN_THE_WAY) {
            found.addAll(List.of(factory.getBeanNamesForType(type)));
        }
        ResolvableType customizer =
                ResolvableType.forClassWithGenerics(Customizer.class, HttpSecurity.class);
        found.addAll(List.of(factory.getBeanNamesForType(customizer)));
        factory.getBeansOfType(DispatcherServletPath.class).values().stream()
                .filter(path -> !path.getPrefix().isEmpty())
                .forEach(path -> found.add("servlet path " + path.getPrefix()));
        return found;
    }
}
