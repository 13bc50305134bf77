package io.hubbub;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** Starts Hubbub. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class HubbubApplication {

    private static final Logger log = LoggerFactory.getLogger(HubbubApplication.class);

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(HubbubApplication.class);
        // Whoever calls this has a process that belongs to Hubbub alone.
        application.setDefaultProperties(Map.of(VitalConfiguration.EXIT, true));
        application.run(args);
        // Only now: a start that fails ends with 1, even if it is being stopped.
        exitWellOnSigterm();
    }

    /**
     * Makes the process end with 0 on SIGTERM. The JVM does the same except for its exit code, 143.
     * Supervisors take 143 for a killed process and not for one that ended when asked. It uses
     * reflection, because no other API handles a signal, and javac's warning about this one cannot
     * be suppressed.
     */
    private static void exitWellOnSigterm() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object exit =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, _, _) -> exit());
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), exit);
        } catch (ReflectiveOperationException e) {
            log.info(
                    "This JVM does not let Hubbub handle signals: on SIGTERM it will exit with 143",
                    e);
        }
    }

    private static @Nullable Object exit() {
        System.exit(0);
        return null;
    }
}
