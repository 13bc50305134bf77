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
        // Whoever runs this has a process that is Hubbub's alone.
        application.setDefaultProperties(Map.of(VitalConfiguration.EXIT, true));
        application.run(args);
        // Not before: a start that fails ends with 1, also where it is being stopped meanwhile.
        exitWellOnSigterm();
    }

    /**
     * The JVM's own answer to SIGTERM is the same but for its exit code, 143, by which those who
     * watch over processes see one that was killed and not one that ended as it was asked to. By
     * reflection, as no other API answers a signal and javac warns of this one without a way to say
     * that it is meant.
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
            log.info("This JVM lets nobody answer signals: SIGTERM will end it with 143", e);
        }
    }

    private static @Nullable Object exit() {
        System.exit(0);
        return null;
    }
}
