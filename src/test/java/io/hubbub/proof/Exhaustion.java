package io.hubbub.proof;

import io.hubbub.client.Lanes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ends a lane of a process, by using up the memory or by pretending that, or makes a lane hang. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("exhaust") // Every test of the whole service finds it.
class Exhaustion {

    /** Kept until the end of the process: there is no more memory for anybody. */
    private static final List<byte[]> HELD = new ArrayList<>();

    @Bean
    ApplicationRunner exhaust(Lanes lanes, @Value("${exhaust}") String how) {
        return _ ->
                lanes.get(0)
                        .execute(_ -> {
                            switch (how) {
                                case "for-good" -> fill(HELD);
                                case "once" -> fill(new ArrayList<>());
                                case "alone" -> throw new OutOfMemoryError("This lane's alone");
                                case "hang" -> LockSupport.park();
                                default -> throw new IllegalArgumentException(how);
                            }
                        });
    }

    private static void fill(List<byte[]> held) {
        // To the last few bytes.
        for (int size = 1 << 20; ; size = Math.max(64, size / 2)) {
            try {
                while (true) {
                    held.add(new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                if (size == 64) {
                    throw e;
                }
            }
        }
    }
}
