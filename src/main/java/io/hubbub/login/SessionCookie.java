package io.hubbub.login;

import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;

/**
 * A session's cookie is for no script to read and for no other site's form to send, unless {@code
 * server.servlet.session.cookie} says otherwise. Over TLS it is {@code Secure} by Jetty's own
 * doing.
 */
final class SessionCookie
        implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> {

    /** After Spring Boot's own, which hand over what is configured. */
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
