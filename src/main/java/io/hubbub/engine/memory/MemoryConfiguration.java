package io.hubbub.engine.memory;

import io.hubbub.engine.Presences;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What memory keeps for this process. */
@Configuration(proxyBeanMethods = false)
class MemoryConfiguration {

    /** Whatever keeps the messages: who is present is so for as long as the process is. */
    @Bean
    Presences presences() {
        return new MemoryPresences();
    }
}
