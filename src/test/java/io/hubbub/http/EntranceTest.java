package io.hubbub.http;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** A test of the handlers before the servlets. All such tests share one server, behind a proxy. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Timeout(60)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.lanes=2",
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.transport.allowed-hosts=chat.example.com",
            "hubbub.http.requests-per-address=20",
            "hubbub.http.requests=60",
            "hubbub.http.connections-per-address=30",
            "hubbub.http.connections=80",
            "hubbub.http.header-time=1s",
            "hubbub.http.patience=3s",
            "hubbub.http.least-rate=1MB",
            "hubbub.limits.bytes-per-second=1GB",
            "server.forward-headers-strategy=native"
        })
@interface EntranceTest {}
