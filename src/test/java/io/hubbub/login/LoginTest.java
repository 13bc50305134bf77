package io.hubbub.login;

import static io.hubbub.login.HttpVisitor.PAGE;
import static io.hubbub.login.HttpVisitor.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import io.hubbub.security.Users;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who may see which path, and how to log in. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.users.alice.password=wonderland",
            "hubbub.security.users.alice.roles=USER",
            "hubbub.security.jwt.secret=" + Tokens.SECRET,
            "hubbub.security.login-failures-per-address=0",
            "hubbub.security.login-failures-per-user=0",
            "management.endpoints.web.exposure.include=health,metrics"
        })
class LoginTest {

    private static final String ADMIN = Tokens.ADMIN_PASSWORD;

    @LocalServerPort private int port;
    @Autowired private Users users;

    // A login costs a password's hash, so sessions that a test leaves alive serve the next test.
    private static final Map<String, String> SESSIONS = new HashMap<>();

    private HttpVisitor guest() {
        return new HttpVisitor(port);
    }

    private HttpVisitor admin() {
        return user("admin", ADMIN);
    }

    private HttpVisitor alice() {
        return user("alice", "wonderland");
    }

    private HttpVisitor user(String name, String password) {
        String session =
                SESSIONS.computeIfAbsent(name, _ -> guest().login(name, password).cookie());
        return guest().with(session);
    }

    @AfterEach
    void everybodyIsBack() {
        users.restore("admin", "ADMIN");
        users.unlock("admin");
    }

    // ---------------------------------------------------------------- which paths are for whom

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/chat/main.js",
                "/chat/style.css",
                "/login",
                "/login/style.css",
                "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js",
                "/webjars/stomp__stompjs/7.2.1/bundles/stomp.umd.min.js",
                "/sockjs",
                "/sockjs/info",
                "/sockjs/iframe.html",
                "/actuator/health"
            })
    void anybodyMaySeeThePagesAndConnect(String path) {
        assertThat(guest().get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/",
                "/admin/index.html",
                "/admin/main.js",
                "/admin;x=1",
                "/admin;/",
                "/%61dmin",
                "/ADMIN",
                "/admin/../admin",
                "/admin/.",
                "/chat/../admin",
                "/chat/..;/admin",
                "/chat/%2e%2e/admin",
                "/chat/..%2fadmin",
                "//admin",
                "/chat//../admin",
                "/./admin",
                "/admin%00",
                "/admin%2f",
                "/admin.html",
                "/login/../admin",
                "/actuator",
                "/actuator/metrics",
                "/actuator/health/../metrics",
                "/webjars/sockjs-client/../../admin",
                "/error/../admin",
                "/nothing",
                "/static/admin/index.html",
                "/application.yaml",
                "/io/hubbub/login/login.html"
            })
    void whatIsNotForAnybodyOpensForNoGuestAndNoUserHoweverItIsWritten(String path) {
        HttpResponse<String> toGuest = guest().get(path);
        HttpResponse<String> toUser = alice().get(path);

        assertThat(toGuest.statusCode()).isIn(400, 401);
        assertThat(toUser.statusCode()).isIn(400, 403);
        assertThat(toGuest.body() + toUser.body()).doesNotContain("<script", "Hubbub");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin", "/admin/main.js", "/actuator", "/actuator/metrics"})
    void theAdministratorMay(String path) {
        assertThat(admin().get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "PROPFIND"})
    void otherMethodsOpenNothingEither(String method) {
        String own = guest().origin();
        assertThat(guest().ask(method, "/admin", "", "Origin", own).statusCode()).isIn(400, 401);
        assertThat(alice().ask(method, "/admin", "", "Origin", own).statusCode()).isIn(400, 403);
    }

    @Test
    void aGuestsBrowserIsSentToTheLoginPageAndFromThereToWhatItAskedFor() {
        HttpVisitor visitor = guest();
        HttpResponse<String> turnedAway = visitor.get("/admin?view=rooms", PAGE);
        assertThat(turnedAway.statusCode()).isEqualTo(303);
        assertThat(location(turnedAway)).isEqualTo("/login?to=%2Fadmin%3Fview%3Drooms");

        assertThat(visitor.get(location(turnedAway)).body())
                .contains("<input type=\"hidden\" name=\"to\" value=\"/admin?view=rooms\">");
        HttpResponse<String> in =
                visitor.post(
                        "/login",
                        Map.of("name", "admin", "password", ADMIN, "to", "/admin?view=rooms"));

        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(location(in)).isEqualTo("/admin?view=rooms");
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(200);
    }

    @Test
    void aProgramWithoutCredentialsIsToldWhichAreTaken() {
        HttpResponse<String> answer = guest().get("/actuator/metrics");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("www-authenticate")).containsExactly("Bearer");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aUserWhoMayNotIsToldSoInWords() {
        HttpResponse<String> answer = alice().get("/admin", PAGE);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("content-type")).contains("text/html;charset=utf-8");
        assertThat(answer.body())
                .contains(
                        "You are logged in as <bdi>alice</bdi>. This user may not see this page.");
    }

    // ---------------------------------------------------------------- logging in

    @Test
    void aWrongPasswordAndAWrongNameAreTheSameAndKeepTheTarget() {
        for (String name : new String[] {"admin", "nobody"}) {
            HttpVisitor visitor = guest();
            HttpResponse<String> answer =
                    visitor.post(
                            "/login", Map.of("name", name, "password", "wrong", "to", "/admin"));
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(location(answer)).isEqualTo("/login?why=bad-credentials&to=%2Fadmin");
            assertThat(visitor.get(location(answer)).body())
                    .contains(">The name or the password is wrong.</p>")
                    .contains("value=\"/admin\"");
            assertThat(visitor.cookie()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|''",
                "admin|''",
                "''|open-sesame",
                "guest-1|open-sesame",
                "bob|open-sesame",
                "Admin|open-sesame"
            })
    void nobodyGetsInWithLess(String name, String password) {
        HttpResponse<String> answer =
                guest().post("/login", Map.of("name", name, "password", password));
        assertThat(location(answer)).isEqualTo("/login?why=bad-credentials");
        assertThat(answer.headers().allValues("set-cookie")).isEmpty();
    }

    @Test
    void theLoginPageSaysNothingButItsOwnWords() {
        for (String why : new String[] {"%3Cb%3Ebold", "{to}", "%22onload=x", ""}) {
            assertThat(
                            guest().get("/login?why=" + why.replace("{", "%7B").replace("}", "%7D"))
                                    .body())
                    .contains("data-why=\"\" role=\"alert\"></p>");
        }
        assertThat(guest().get("/login?to=%22%3E%3Cscript%3E").body())
                .contains("name=\"to\" value=\"\"");
        assertThat(guest().get("/login?why=too-many-attempts").body())
                .contains(">Too many logins failed. Try again later.</p>");
        assertThat(guest().get("/login?why=logged-out").body())
                .contains(">You are logged out.</p>");
    }

    @Test
    void aLoginLeadsToNoOtherSite() {
        String elsewhere = "//elsewhere.example/";
        Map<String, String> form = Map.of("name", "admin", "password", ADMIN, "to", elsewhere);
        assertThat(location(guest().post("/login", form))).isEqualTo("/");
        assertThat(location(guest().post("/login", Map.of("to", elsewhere))))
                .isEqualTo("/login?why=bad-credentials");
    }

    // ---------------------------------------------------------------- the session

    @Test
    void theCookieIsForNoScriptAndNoOtherSite() {
        HttpResponse<String> answer =
                guest().post("/login", Map.of("name", "admin", "password", ADMIN));
        assertThat(answer.headers().allValues("set-cookie"))
                .singleElement()
                .asString()
                .matches("JSESSIONID=[^;]+; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    void aLoginMakesANewIdAndTheOldOneOpensNothing() {
        HttpVisitor visitor = guest().login("alice", "wonderland");
        String planted = visitor.cookie();

        visitor.login("admin", ADMIN);

        assertThat(visitor.cookie()).isNotEqualTo(planted);
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(200);
        assertThat(guest().with(planted).get("/admin").statusCode()).isEqualTo(401);
    }

    @Test
    void aFailedLoginLeavesTheSessionAsItWas() {
        HttpVisitor visitor = admin();
        visitor.post("/login", Map.of("name", "admin", "password", "wrong"));
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(200);
    }

    @Test
    void logoutEndsTheSessionAndOnlyAPostLogsOut() {
        HttpVisitor visitor = guest().login("admin", ADMIN);
        String cookie = visitor.cookie();
        assertThat(visitor.get("/logout").statusCode()).isEqualTo(403);
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(200);

        HttpResponse<String> out = visitor.post("/logout", Map.of());

        assertThat(location(out)).isEqualTo("/login?why=logged-out");
        assertThat(guest().with(cookie).get("/admin").statusCode()).isEqualTo(401);
    }

    @Test
    void noSessionIsKeptForGuests() {
        HttpVisitor visitor = guest();
        visitor.get("/");
        visitor.get("/login?to=/admin", PAGE);
        visitor.get("/admin", PAGE);
        visitor.get("/admin");
        visitor.get("/sockjs/info");
        visitor.get("/nothing", PAGE);
        visitor.post("/logout", Map.of());
        visitor.post("/login", Map.of("name", "admin", "password", "wrong"));
        visitor.get("/admin", "Authorization", "Bearer wrong");
        assertThat(visitor.cookie()).isEmpty();
    }

    @Test
    void aRoleTakenAwayCountsForALiveSessionAtOnce() {
        HttpVisitor visitor = admin();
        users.withdraw("admin", "ADMIN");
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(403);
        users.restore("admin", "ADMIN");
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(200);
    }

    @Test
    void aLockedUsersSessionOpensNothingAndNobodyLogsInAsIt() {
        HttpVisitor visitor = admin();
        users.lock("admin");
        assertThat(visitor.get("/admin").statusCode()).isEqualTo(403);
        HttpResponse<String> again =
                guest().post("/login", Map.of("name", "admin", "password", ADMIN));
        assertThat(location(again)).startsWith("/login?why=");
        assertThat(again.headers().allValues("set-cookie")).isEmpty();
    }

    // ---------------------------------------------------------------- bearer tokens

    @Test
    void aTokenOpensWhatItsRolesDoWithoutASession() {
        HttpResponse<String> answer =
                guest().get("/admin", "Authorization", "Bearer " + Tokens.token("carol", "ADMIN"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("set-cookie")).isEmpty();

        assertThat(
                        guest().get(
                                        "/admin",
                                        "Authorization",
                                        "bearer " + Tokens.token("dave", "USER"))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aTokenThatIsNotAcceptedIsNoGuestsAndLearnsNothing() {
        for (String token :
                List.of(
                        "",
                        "nonsense",
                        "a.b.c",
                        Tokens.token(
                                "another secret of the same length, or even longer",
                                "admin",
                                Duration.ofHours(1),
                                "ADMIN"),
                        Tokens.token(Tokens.SECRET, "admin", Duration.ofHours(-1), "ADMIN"),
                        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGVzIjpbIkFETUlOIl19.")) {
            for (String path : List.of("/", "/admin", "/sockjs/info", "/ws")) {
                HttpResponse<String> answer = admin().get(path, "Authorization", "Bearer " + token);
                assertThat(answer.statusCode()).as(path + ' ' + token).isEqualTo(401);
                assertThat(answer.headers().allValues("www-authenticate"))
                        .containsExactly("Bearer error=\"invalid_token\"");
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    @Test
    void aTokenOfALockedUserOpensNothing() {
        String token = Tokens.token("carol", "ADMIN");
        users.lock("carol");
        assertThat(guest().get("/admin", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(403);
        users.unlock("carol");
        assertThat(guest().get("/admin", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTokenInTheAddressCountsForNothing() {
        String token = Tokens.token("carol", "ADMIN");
        assertThat(guest().get("/admin?access_token=" + token).statusCode()).isEqualTo(401);
        assertThat(guest().post("/admin", Map.of("access_token", token)).statusCode())
                .isEqualTo(401);
    }

    // ---------------------------------------------------------------- what other sites' pages do

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // Origin | Sec-Fetch-Site | with the session's cookie | may pass
                "own|-|true|true",
                "own|same-origin|true|true",
                "own|cross-site|true|true",
                "-|same-origin|true|true",
                "-|-|false|true",
                "-|-|true|false",
                "-|none|true|false",
                "-|same-site|true|false",
                "-|cross-site|true|false",
                "-|cross-site|false|false",
                "-|-|true|false",
                "null|-|true|false",
                "null|same-origin|true|false",
                "https://elsewhere.example|-|true|false",
                "https://elsewhere.example|same-origin|true|false",
                "https://elsewhere.example|-|false|false",
                "http://localhost|-|true|false",
                "https://localhost:{port}|-|true|false",
                "http://localhost:{port}.elsewhere.example|-|true|false",
                "http://127.0.0.1:{port}|-|true|false",
                "%|-|true|false"
            })
    void whatChangesSomethingComesFromOurOwnPage(
            String origin, String site, boolean cookie, boolean passes) {
        HttpVisitor visitor = passes && cookie ? guest().login("admin", ADMIN) : admin();
        String session = visitor.cookie();
        HttpVisitor page = cookie ? guest().with(session) : guest();
        String written =
                origin == null
                        ? null
                        : origin.replace("own", visitor.origin())
                                .replace("{port}", Integer.toString(port));
        String[] headers =
                written != null && site != null
                        ? new String[] {"Origin", written, "Sec-Fetch-Site", site}
                        : written != null
                                ? new String[] {"Origin", written}
                                : site != null
                                        ? new String[] {"Sec-Fetch-Site", site}
                                        : new String[0];

        HttpResponse<String> login =
                page.post("/login", Map.of("name", "alice", "password", "wrong"), headers);
        HttpResponse<String> logout = page.post("/logout", Map.of(), headers);

        assertThat(login.statusCode()).isEqualTo(passes ? 303 : 403);
        assertThat(logout.statusCode()).isEqualTo(passes ? 303 : 403);
        assertThat(guest().with(session).get("/admin").statusCode())
                .as("whether the session lives")
                .isEqualTo(passes && cookie ? 401 : 200);
    }

    // ---------------------------------------------------------------- headers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/chat/main.js",
                "/login",
                "/admin",
                "/nothing",
                "/error",
                "/ws",
                "/actuator/health",
                "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js"
            })
    void everyAnswerForbidsWhatOurPagesDoNotNeed(String path) {
        HttpResponse<String> answer = guest().get(path, PAGE);

        assertThat(answer.headers().map())
                .containsEntry(
                        "content-security-policy",
                        List.of(
                                "default-src 'none'; script-src 'self'; style-src 'self'; img-src"
                                        + " 'self'; font-src 'self'; connect-src 'self'; form-action"
                                        + " 'self'; frame-src 'self'; frame-ancestors 'none';"
                                        + " base-uri 'none'"))
                .containsEntry("x-frame-options", List.of("DENY"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("referrer-policy", List.of("same-origin"))
                .containsEntry("cross-origin-opener-policy", List.of("same-origin"))
                .containsKey("permissions-policy")
                .doesNotContainKey("strict-transport-security");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/sockjs/iframe.html|\"'self' 'sha256-jUnPHLZyjq+9Z9HFM1Hc23fEo3zUJ8Fu4xXvZgcyb1Q='\"",
                "/sockjs/iframe-1.6.1.html|\"'self' 'sha256-jUnPHLZyjq+9Z9HFM1Hc23fEo3zUJ8Fu4xXvZgcyb1Q='\"",
                "/sockjs/0/s/htmlfile|\"'unsafe-inline'\""
            })
    void sockJsPagesHaveTheScriptsTheyConsistOfAndMayBeFramedByOurs(String path, String scripts) {
        HttpResponse<String> answer = guest().get(path);

        assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
                .contains("; script-src " + scripts + ";")
                .contains("default-src 'none';")
                .contains("; frame-ancestors 'self';");
        assertThat(answer.headers().allValues("x-frame-options")).containsExactly("SAMEORIGIN");
    }
}
