package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core;
import io.hubbub.client.Lanes;
import io.hubbub.vital.VitalSigns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;

/** The watch over vital threads inside one process. {@code OutOfMemoryIT} tests a whole process. */
class VitalConfigurationTest {

    @Configuration(proxyBeanMethods = false)
    static class Parts {

        private final CompletableFuture<LivenessState> heard = new CompletableFuture<>();

        @Bean
        VitalSigns vitalSigns() {
            return new VitalSigns();
        }

        @Bean
        Lanes lanes() {
            return new Core(1).lanes;
        }

        @Bean
        CompletableFuture<LivenessState> heard() {
            return heard;
        }

        @Bean
        ApplicationListener<AvailabilityChangeEvent<LivenessState>> listener() {
            return event -> heard.complete(event.getState());
        }
    }

    /** If the default were different, this process would end here. */
    @Test
    void anApplicationOfItsOwnHearsOfItAndLivesOn() {
        new ApplicationContextRunner()
                .withUserConfiguration(Parts.class, VitalConfiguration.class)
                .run(context -> {
                    HealthIndicator health = context.getBean(HealthIndicator.class);
                    assertThat(status(health)).isEqualTo(Status.UP);

                    context.getBean(VitalSigns.class).died(new OutOfMemoryError("on purpose"));

                    ResolvableType type =
                            ResolvableType.forClassWithGenerics(
                                    CompletableFuture.class, LivenessState.class);
                    Object heard = context.getBeanProvider(type).getObject();
                    assertThat(((CompletableFuture<?>) heard).get(60, TimeUnit.SECONDS))
                            .isEqualTo(LivenessState.BROKEN);
                    assertThat(status(health)).isEqualTo(Status.DOWN);
                });
    }

    private static Status status(HealthIndicator indicator) {
        Health health = indicator.health();
        assertThat(health).isNotNull();
        return health.getStatus();
    }
}
