package io.hubbub.login;

import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;

/**
 * Hides the session's cookie from scripts and from other sites' forms, unless {@code
 * server.servlet.session.cookie} says otherwise. Over TLS, Jetty itself makes it {@code Secure}.
 */
final class SessionCookie
        implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> {

    /** Runs after Spring Boot's own customizers, which set what is configured. */
    @Override
    public void customize(ConfigurableServletWebServerFactory factory) {
        Cookie cookie = factory.getSettings().getSession().getCookie();
        if (cookie.getHttpOnly() == null) {
            cookie.setHttpOnly(true);
        }
        if (cookie.getSameSite() == null) {
            cookie.setSameSite(Cookie.SameSite.LAX);
        }
    }
}
