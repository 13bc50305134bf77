package io.hubbub;

import io.hubbub.client.Lanes;
import io.hubbub.vital.VitalSigns;
import io.hubbub.vital.Watchman;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What comes of a vital thread's end: liveness says it, and the process ends. An application that
 * has Hubbub in it may have more to do than that; there it only ends where it is told to, and the
 * application hears of a {@link LivenessState#BROKEN}.
 */
@Configuration(proxyBeanMethods = false)
class VitalConfiguration {

    /** Whether the process ends; set by {@link HubbubApplication#main}. */
    static final String EXIT = "hubbub.exit-when-broken";

    /** The same as the JVM's with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int EXIT_CODE = 3;

    /** For an orderly end, which may wait for what is dead. */
    private static final Duration EXIT_TIME = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(VitalConfiguration.class);

    @Bean(initMethod = "start")
    Watchman watchman(
            VitalSigns signs,
            Lanes lanes,
            ApplicationContext context,
            @Value("${" + EXIT + ":false}") boolean exit) {
        return new Watchman(signs, lanes.all(), new Ending(signs, context, exit));
    }

    /** Also where it hangs, of which Spring's own state knows nothing. */
    @Bean
    HealthIndicator vitalHealthIndicator(VitalSigns signs) {
        return () -> {
            String trouble = signs.trouble();
            return trouble == null
                    ? Health.up().build()
                    : Health.down().withDetail("trouble", trouble).build();
        };
    }

    /**
     * What is done once. There may be no memory: so what can be made is made beforehand, and each
     * step may fail without the next. Lambdas would be made at each step.
     */
    private static final class Ending implements Runnable {

        /** How often it is tried to say why. */
        private static final int TRIES = 10;

        private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

        private final VitalSigns signs;
        private final ApplicationContext context;
        private final boolean exit;
        private final Thread exiting =
                Thread.ofPlatform().name("exit").daemon().unstarted(() -> System.exit(EXIT_CODE));

        Ending(VitalSigns signs, ApplicationContext context, boolean exit) {
            this.signs = signs;
            this.context = context;
            this.exit = exit;
        }

        @Override
        @SuppressWarnings("EmptyCatch") // Nothing could be done, and what comes next matters more.
        public void run() {
            // What used up the memory may be gone in a moment.
            for (int tries = 0; tries < TRIES && !isSaid(); tries++) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            try {
                AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
            } catch (Throwable e) {
            }
            if (exit) {
                try {
                    exiting.start();
                    exiting.join(EXIT_TIME.toMillis());
                } catch (Throwable e) {
                }
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }

        private boolean isSaid() {
            try {
                log.error(
                        exit
                                ? "{}. Without it nobody is served: the process ends"
                                : "{}. Without it nobody is served",
                        signs.trouble(),
                        signs.cause());
                return true;
            } catch (Throwable e) {
                return false;
            }
        }
    }
}
