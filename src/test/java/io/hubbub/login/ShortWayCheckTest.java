package io.hubbub.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.WireClient;
import io.hubbub.transport.ShortWay;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.MappedInterceptor;

/** No handshake bypasses what an application puts in its way. */
@Timeout(240)
class ShortWayCheckTest {

    static class OwnChain {
        @Bean
        @Order(1)
        SecurityFilterChain sentry(HttpSecurity http) {
            return http.securityMatcher("/ws", "/sockjs/**")
                    .authorizeHttpRequests(r -> r.anyRequest().denyAll())
                    .build();
        }
    }

    static class OwnFilter {
        @Bean
        FilterRegistrationBean<Filter> sentry() {
            Filter refuse = (_, response, _) -> ((HttpServletResponse) response).setStatus(403);
            FilterRegistrationBean<Filter> guard = new FilterRegistrationBean<>(refuse);
            guard.addUrlPatterns("/ws", "/sockjs/*");
            return guard;
        }
    }

    static class OwnRules {
        @Bean
        Customizer<HttpSecurity> sentry() {
            return http ->
                    http.authorizeHttpRequests(
                            requests -> requests.requestMatchers("/ws").denyAll());
        }
    }

    static class OwnInterceptor {
        @Bean
        MappedInterceptor sentry() {
            return new MappedInterceptor(
                    new String[] {"/ws", "/sockjs/**"},
                    new HandlerInterceptor() {
                        @Override
                        public boolean preHandle(
                                HttpServletRequest request,
                                HttpServletResponse response,
                                Object handler) {
                            response.setStatus(403);
                            return false;
                        }
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {OwnChain.class, OwnFilter.class, OwnInterceptor.class})
    void aGuardOfTheApplicationsOwnSeesEveryHandshake(Class<?> guard) {
        try (ConfigurableApplicationContext application = start(guard)) {
            for (String path : new String[] {"/ws", "/sockjs/websocket", "/sockjs/0/a/websocket"}) {
                assertThat(status(application, path)).as(path).isEqualTo(403);
            }
            assertThat(application.getBean(ShortWay.class).isOpen()).isFalse();
        }
    }

    @Test
    void rulesAddedToOurOwnChainCloseTheShortWay() {
        try (ConfigurableApplicationContext application = start(OwnRules.class)) {
            assertThat(application.getBean(ShortWay.class).isOpen()).isFalse();
        }
    }

    @Test
    void soDoesTheProperty() {
        try (ConfigurableApplicationContext application =
                start(HubbubApplication.class, "--hubbub.transport.short-way=false")) {
            assertThat(application.getBean(ShortWay.class).isOpen()).isFalse();
            assertThat(status(application, "/ws")).isEqualTo(101);
        }
    }

    @Test
    void soDoesAProxyThatIsBelievedByAFilterOnly() {
        try (ConfigurableApplicationContext application =
                start(HubbubApplication.class, "--server.forward-headers-strategy=framework")) {
            assertThat(application.getBean(ShortWay.class).isOpen()).isFalse();
            assertThat(status(application, "/ws")).isEqualTo(101);
        }
    }

    @Test
    void withoutAnyItIsOpenAlsoInAContextPath() {
        try (ConfigurableApplicationContext application =
                start(HubbubApplication.class, "--server.servlet.context-path=/talk")) {
            assertThat(application.getBean(ShortWay.class).isOpen()).isTrue();
            try (WireClient client = open(application, "/talk/sockjs/0/a/websocket")) {
                assertThat(client.status()).isEqualTo(101);
                assertThat(client.responseHeader("x-frame-options")).isNull();
            }
            assertThat(status(application, "/ws")).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/shop/**, false",
        "/shop, false",
        "/wx/*, false",
        "/sock, true",
        "/ws, true",
        "/ws/**, true",
        "/WS, true",
        "/w?, true",
        "/**, true",
        "/*, true",
        "/, true",
        "*.html, true",
        "'', true",
        "/{path:ws}, true",
        "/(ws), true",
        "/sockjs/**, true",
        "/sockjs/*/*/websocket, true",
        "/sockjs/000/**, true",
    })
    void aPatternThatMightMeanAnEndpointIsTakenToMeanIt(String pattern, boolean mightMatch) {
        assertThat(ShortWayCheck.mayMatch(pattern, List.of("/ws", "/sockjs")))
                .isEqualTo(mightMatch);
    }

    private static ConfigurableApplicationContext start(Class<?> guard, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server.port=0");
        all.add("--hubbub.security.admin-password=x");
        all.add("--hubbub.namespaces.chat.history.store=none");
        all.add("--spring.main.banner-mode=off");
        return new SpringApplicationBuilder(HubbubApplication.class, guard)
                .web(WebApplicationType.SERVLET)
                .initializers(ShortWayCheckTest::withoutTests)
                .run(all.toArray(String[]::new));
    }

    /** Not a component, because every fixture of every test would otherwise be in the way. */
    private static void withoutTests(ConfigurableApplicationContext context) {
        String tests =
                String.valueOf(
                        ShortWayCheckTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation());
        context.getBeanFactory()
                .registerSingleton(
                        "withoutTests",
                        new TypeExcludeFilter() {
                            @Override
                            public boolean match(MetadataReader type, MetadataReaderFactory factory)
                                    throws IOException {
                                return String.valueOf(type.getResource().getURL())
                                        .startsWith(tests);
                            }

                            @Override
                            public boolean equals(Object other) {
                                return this == other;
                            }

                            @Override
                            public int hashCode() {
                                return System.identityHashCode(this);
                            }
                        });
    }

    private static WireClient open(ConfigurableApplicationContext application, String path) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return WireClient.open(Integer.parseInt(port), path);
    }

    private static int status(ConfigurableApplicationContext application, String path) {
        try (WireClient client = open(application, path)) {
            return client.status();
        }
    }
}
