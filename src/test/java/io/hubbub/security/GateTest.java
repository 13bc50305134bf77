package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.NamespaceProperties;
import io.hubbub.namespace.NamespaceProperties.PolicyProperties;
import io.hubbub.namespace.Namespaces;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {

    private static final Map<String, User> USERS =
            Map.of(
                    "guest", User.guest("guest"),
                    "alice", new User("alice", false, Set.of()),
                    "editor", new User("editor", false, Set.of("EDITOR")),
                    "root", new User("root", false, Set.of("ADMIN")));

    /**
     * Which of guest, alice, editor and root may enter, may publish, and may publish as a member.
     */
    @ParameterizedTest
    @CsvSource({
        "anyone,        anyone,        'guest alice editor root', 'guest alice editor root', 'guest alice editor root'",
        "anyone,        members,       'guest alice editor root', '',                        'guest alice editor root'",
        "anyone,        authenticated, 'guest alice editor root', 'alice editor root',       'alice editor root'",
        "anyone,        role:EDITOR,   'guest alice editor root', 'editor',                  'editor'",
        "anyone,        server,        'guest alice editor root', '',                        ''",
        "authenticated, anyone,        'alice editor root',       'alice editor root',       'alice editor root'",
        "authenticated, members,       'alice editor root',       '',                        'alice editor root'",
        "authenticated, role:EDITOR,   'alice editor root',       'editor',                  'editor'",
        "authenticated, server,        'alice editor root',       '',                        ''",
        "role:ADMIN,    anyone,        'root',                    'root',                    'root'",
        "role:ADMIN,    members,       'root',                    '',                        'root'",
        "role:ADMIN,    role:EDITOR,   'root',                    '',                        ''",
        "role:ADMIN,    authenticated, 'root',                    'root',                    'root'",
    })
    void thePolicyDecides(
            String access, String publish, String enters, String publishes, String asMember) {
        Gate gate = gate(access, publish);

        assertThat(enters.split(" ")).containsExactlyInAnyOrder(allowed(gate, "enter"));
        assertThat(publishes.split(" ")).containsExactlyInAnyOrder(allowed(gate, "publish"));
        assertThat(asMember.split(" ")).containsExactlyInAnyOrder(allowed(gate, "member"));
    }

    @Test
    void aGuardedNamespaceAnswersAsOneThatDoesNotExist() {
        Gate gate = gate("role:ADMIN", "server");
        User guest = User.guest("g");

        Result<Namespace> refused = Result.refused(new Refusal(ErrorCode.NOT_ALLOWED));
        assertThat(gate.enter(guest, "here")).isEqualTo(refused);
        assertThat(gate.enter(guest, "nowhere")).isEqualTo(refused);
        assertThat(gate.publish(guest, "here", true)).isEqualTo(refused);
        assertThat(gate.publish(guest, "nowhere", true)).isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource({
        "role:{namespace},          tenant-42,          true",
        "role:{namespace},          tenant-4,           false",
        "role:{namespace},          tenant-421,         false",
        "role:{namespace},          TENANT-42,          false",
        "role:{namespace},          {namespace},        false",
        "role:{namespace},          tenant-*,           false",
        "role:{namespace},          ADMIN,              false",
        "role:{namespace},          '',                 false",
        "role:member-{namespace},   member-tenant-42,   true",
        "role:member-{namespace},   tenant-42,          false",
        "role:member-{namespace},   member-tenant-4,    false",
        "role:{namespace}-editor,   tenant-42-editor,   true",
        "role:{namespace}-editor,   tenant-42,          false",
        "role:a-{namespace}-editor, a-tenant-42-editor, true",
    })
    void aRoleMadeOfTheNamespacesNameOpensThatNamespaceAlone(
            String access, String role, boolean opens) {
        PolicyProperties policy = new PolicyProperties(access, "anyone", null, null);
        PolicyProperties server = new PolicyProperties("anyone", access, null, null);
        Gate gate =
                new Gate(
                        new Namespaces(
                                new NamespaceProperties(
                                        Map.of("tenant-*", policy, "tenant-42-*", server))));
        User user = new User("u", false, Set.of(role));

        assertThat(gate.enter(user, "tenant-42") instanceof Result.Done<Namespace>)
                .isEqualTo(opens);
        assertThat(gate.publish(user, "tenant-42", true) instanceof Result.Done<Namespace>)
                .isEqualTo(opens);
        assertThat(gate.enter(user, "tenant-43")).isInstanceOf(Result.Refused.class);
        assertThat(gate.publish(user, "tenant-42-x", true)).isInstanceOf(Result.Refused.class);
    }

    @Test
    void aRoleMadeOfTheNamespacesNameMayBeWhatPublishingTakes() {
        PolicyProperties policy = new PolicyProperties("anyone", "role:{namespace}", null, null);
        Gate gate = new Gate(new Namespaces(new NamespaceProperties(Map.of("tenant-*", policy))));
        User user = new User("u", false, Set.of("tenant-1"));

        assertThat(gate.publish(user, "tenant-1", false)).isInstanceOf(Result.Done.class);
        assertThat(gate.enter(user, "tenant-2")).isInstanceOf(Result.Done.class);
        assertThat(gate.publish(user, "tenant-2", true)).isInstanceOf(Result.Refused.class);
    }

    @Test
    void theAdminNamespaceRefusesEverybodyWithoutTheRole() {
        Gate gate = new Gate(new Namespaces(new NamespaceProperties(Map.of())));

        assertThat(gate.enter(User.guest("g"), "admin")).isInstanceOf(Result.Refused.class);
        assertThat(gate.enter(USERS.get("editor"), "admin")).isInstanceOf(Result.Refused.class);
        assertThat(gate.enter(USERS.get("root"), "admin")).isInstanceOf(Result.Done.class);
    }

    @Test
    void whoeverMayEnterGetsTheNamespace() {
        Result<Namespace> entered = gate("anyone", "anyone").enter(User.guest("g"), "here");
        assertThat(entered)
                .matches(r -> r instanceof Result.Done(Namespace n) && n.name().equals("here"));
    }

    private static Gate gate(String access, String publish) {
        PolicyProperties policy = new PolicyProperties(access, publish, null, null);
        return new Gate(new Namespaces(new NamespaceProperties(Map.of("here", policy))));
    }

    private static String[] allowed(Gate gate, String action) {
        String[] names =
                USERS.values().stream()
                        .filter(user ->
                                switch (action) {
                                            case "enter" -> gate.enter(user, "here");
                                            case "publish" -> gate.publish(user, "here", false);
                                            default -> gate.publish(user, "here", true);
                                        }
                                        instanceof Result.Done<Namespace>)
                        .map(User::name)
                        .toArray(String[]::new);
        return names.length == 0 ? new String[] {""} : names;
    }
}
