package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EndpointConfigurationTest {

    @ParameterizedTest
    @ValueSource(strings = {"hubbub.nothing=here", "spring.threads.virtual.enabled=false"})
    void withoutVirtualThreadsItDoesNotStartAndSaysSo(String property) {
        new ApplicationContextRunner()
                .withUserConfiguration(EndpointConfiguration.class)
                .withPropertyValues(property)
                .run(context ->
                        assertThat(context.getStartupFailure())
                                .rootCause()
                                .hasMessage("spring.threads.virtual.enabled: must be true"));
    }
}
