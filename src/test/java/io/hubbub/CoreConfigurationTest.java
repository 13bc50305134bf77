package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.desk.Drain;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Namespaces;
import io.hubbub.namespace.Who;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.json.JsonMapper;

/** How the configuration is read as people write it. */
class CoreConfigurationTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withUserConfiguration(
                            CoreConfiguration.class,
                            StoreConfiguration.class,
                            PresenceConfiguration.class)
                    .withBean(Drain.class, Drain::new)
                    .withBean(JsonMapper.class, () -> JsonMapper.builder().build());

    @Test
    void withoutConfigurationItStarts() {
        runner.run(context -> assertThat(context).hasNotFailed().hasSingleBean(Namespaces.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hubbub.namespaces.[tenant-*]",
                "hubbub.namespaces[tenant-*]",
            })
    void aPatternInBracketsIsAPattern(String written) {
        runner.withPropertyValues(written + ".access=anyone", written + ".maxRooms=3")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Namespace tenant = context.getBean(Namespaces.class).find("tenant-1");
                    assertThat(tenant.policy().access()).isEqualTo(new Who.Anyone());
                    assertThat(tenant.policy().maxRooms()).isEqualTo(3);
                });
    }

    @Test
    void aPatternInYamlStandsInBracketsAndQuotes() {
        runner.withInitializer(
                        yaml(
                                """
                                hubbub:
                                  namespaces:
                                    "[tenant-*]":
                                      access: anyone
                                      max-rooms: 3
                                    chat:
                                      max-members: 5
                                """))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Namespaces namespaces = context.getBean(Namespaces.class);
                    assertThat(namespaces.find("tenant-1").policy().maxRooms()).isEqualTo(3);
                    assertThat(namespaces.find("chat").policy().maxMembers()).isEqualTo(5);
                    assertThat(namespaces.find("chat").policy().access())
                            .isEqualTo(new Who.Anyone());
                });
    }

    @Test
    void aPolicyCanComeFromTheProcessEnvironment() {
        runner.withInitializer(context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(
                                        new SystemEnvironmentPropertySource(
                                                "test-systemEnvironment",
                                                Map.of("HUBBUB_NAMESPACES_CHAT_MAXMEMBERS", "9"))))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Namespaces.class).find("chat").policy().maxMembers())
                            .isEqualTo(9);
                });
    }

    /** Spring Boot would silently turn these names into others, or ignore them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hubbub.namespaces.tenant-*.access",
                "hubbub.namespaces.tenant*.access",
                "hubbub.namespaces.*.access",
                "hubbub.namespaces.täglich.access",
                "hubbub.namespaces.a b.access",
                "hubbub.namespaces.a.b.access",
                "hubbub.namespaces.my_room.access",
                "hubbub.namespaces.chat.acess",
                "hubbub.namespaces.chat",
            })
    void whatWouldBeReadAsSomethingElseStopsTheStart(String property) {
        runner.withInitializer(property(property, "anyone"))
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasMessageStartingWith(property + ": ")
                                .hasMessageContaining("hubbub.namespaces.[tenant-*].access"));
    }

    @Test
    void anUnbracketedPatternInYamlStopsTheStartToo() {
        runner.withInitializer(
                        yaml(
                                """
                                hubbub:
                                  namespaces:
                                    tenant*:
                                      access: anyone
                                """))
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasMessageContaining("hubbub.namespaces.[tenant-*].access"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hubbub.namespaces.Chat.access",
                "hubbub.namespaces.chat.publish",
                "hubbub.namespaces.[N*].access",
                "hubbub.namespaces.chat.max-members",
                "hubbub.limits.outbox-size",
                "hubbub.limits.close-time",
                "hubbub.lanes",
            })
    void aValueThatCannotBeStopsTheStartAndNamesTheProperty(String property) {
        String named = property.replaceAll("\\.?(Chat|\\[N\\*]).*", "");
        runner.withInitializer(property(property, "-1"))
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining(named));
    }

    private static ApplicationContextInitializer<ConfigurableApplicationContext> property(
            String name, String value) {
        return context ->
                context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("test", Map.of(name, value)));
    }

    private static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String text) {
        return context -> {
            try {
                new YamlPropertySourceLoader()
                        .load("test", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                        .forEach(context.getEnvironment().getPropertySources()::addFirst);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
