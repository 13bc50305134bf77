package io.hubbub;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** Starts Hubbub. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class HubbubApplication {

    public static void main(String[] args) {
        SpringApplication.run(HubbubApplication.class, args);
    }
}
