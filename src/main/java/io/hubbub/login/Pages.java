package io.hubbub.login;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.util.HtmlUtils;

/**
 * The login page, and the page for users who are logged in but not allowed. They have no script, so
 * their changing parts are filled in here.
 */
@Controller
final class Pages {

    /** The notices above the form, by the word in the redirect. Any other word shows nothing. */
    private static final Map<String, String> NOTICES =
            Map.of(
                    "bad-credentials", "The name or the password is wrong.",
                    "too-many-attempts", "Too many logins failed. Try again later.",
                    "too-many-logins", "Too many people are logging in. Try again in a moment.",
                    "locked", "This user is locked.",
                    "logged-out", "You are logged out.");

    private final String login = read("login.html");
    private final String denied = read("denied.html");

    /**
     * @param why a word of the notices
     * @param to where to go after the login
     */
    @GetMapping(path = "/login", produces = "text/html;charset=utf-8")
    @ResponseBody
    String login(
            @RequestParam(required = false) @Nullable String why,
            @RequestParam(required = false) @Nullable String to,
            HttpServletRequest request) {
        String word = why != null && NOTICES.containsKey(why) ? why : "";
        String notice = NOTICES.getOrDefault(word, "");
        return filled(
                login,
                request,
                Map.of("{to}", OwnPath.or("", to), "{why}", word, "{notice}", notice));
    }

    /** The page for a user who may not see what was requested. */
    String denied(HttpServletRequest request) {
        String user = request.getRemoteUser();
        return filled(denied, request, Map.of("{user}", user == null ? "a guest" : user));
    }

    private static String filled(
            String page, HttpServletRequest request, Map<String, String> holes) {
        String filled = page.replace("{root}", HtmlUtils.htmlEscape(request.getContextPath()));
        for (Map.Entry<String, String> hole : holes.entrySet()) {
            filled = filled.replace(hole.getKey(), HtmlUtils.htmlEscape(hole.getValue()));
        }
        return filled;
    }

    private static String read(String page) {
        try (InputStream in = Pages.class.getResourceAsStream(page)) {
            if (in == null) {
                throw new IllegalStateException("The jar has no " + page);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
