package io.hubbub;

import io.hubbub.client.Lanes;
import io.hubbub.vital.ThreadWatchdog;
import io.hubbub.vital.VitalSigns;
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
 * Decides what happens when a vital thread ends: liveness fails, and the process ends. An
 * application that embeds Hubbub may have other work to do. There the process ends only if it is
 * told to, and the application gets {@link LivenessState#BROKEN}.
 */
@Configuration(proxyBeanMethods = false)
class VitalConfiguration {

    /** Whether the process ends. {@link HubbubApplication#main} sets it. */
    static final String EXIT = "hubbub.exit-when-broken";

    /** The JVM's own exit code with {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int EXIT_CODE = 3;

    /** The time for an orderly end, which may wait for the dead thread. */
    private static final Duration EXIT_TIME = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(VitalConfiguration.class);

    @Bean(initMethod = "start")
    ThreadWatchdog watchdog(
            VitalSigns signs,
            Lanes lanes,
            ApplicationContext context,
            @Value("${" + EXIT + ":false}") boolean exit) {
        return new ThreadWatchdog(signs, lanes.all(), new Ending(signs, context, exit));
    }

    /** Also reports a thread that hangs, which Spring's own state does not know. */
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
     * What is done once, when a thread has ended. There may be no memory. So everything possible is
     * made beforehand, and a failing step does not stop the next one. Lambdas would be made at each
     * step.
     */
    private static final class Ending implements Runnable {

        /** How often it tries to log the reason. */
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
        @SuppressWarnings("EmptyCatch") // Nothing can be done here, and the next step matters more.
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
                                ? "{}. The service cannot work without it, so the process ends"
                                : "{}. The service cannot work without it",
                        signs.trouble(),
                        signs.cause());
                return true;
            } catch (Throwable e) {
                return false;
            }
        }
    }
}
