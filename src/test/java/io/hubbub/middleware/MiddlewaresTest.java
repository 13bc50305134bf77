package io.hubbub.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hubbub.client.Core;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import io.hubbub.namespace.NamespaceProperties;
import io.hubbub.namespace.NamespaceProperties.PolicyProperties;
import io.hubbub.namespace.Namespaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class MiddlewaresTest {

    private static final String SECRET = "the-password-is-swordfish";

    private static final Refusal NO = new Refusal(ErrorCode.BAD_BODY, "No");

    private final List<String> asked = new ArrayList<>();

    /** Both hooks do the same, in these namespaces. */
    private final class Both implements Middleware {

        private final String name;
        private final Set<String> namespaces;
        private final Function<Map<String, String>, Outcome> hook;

        Both(String name, Set<String> namespaces, Function<Map<String, String>, Outcome> hook) {
            this.name = name;
            this.namespaces = namespaces;
            this.hook = hook;
        }

        @Override
        public Set<String> namespaces() {
            return namespaces;
        }

        @Override
        public Outcome enter(Entry entry) {
            asked.add(name);
            return hook.apply(entry.headers());
        }

        @Override
        public Outcome message(Incoming message) {
            asked.add(name);
            return hook.apply(message.headers());
        }
    }

    private Middleware passing(String name, String... namespaces) {
        return new Both(name, Set.of(namespaces), _ -> Outcome.pass());
    }

    private Middleware doing(String name, Function<Map<String, String>, Outcome> hook) {
        return new Both(name, Set.of("*"), hook);
    }

    private static Middlewares middlewares(Middleware... ordered) {
        PolicyProperties open = new PolicyProperties("anyone", "anyone", null, null);
        Namespaces namespaces =
                new Namespaces(new NamespaceProperties(Map.of("tenant-*", open, "news", open)));
        return new Middlewares(List.of(ordered), namespaces, JsonMapper.shared());
    }

    private static Refusal enter(Middlewares middlewares, String namespace) {
        return middlewares.enter(
                new Entry("c1", User.guest("g"), Core.ORIGIN, namespace, Map.of("x-a", "1")));
    }

    private static Passage send(Middlewares middlewares, String namespace) {
        return send(middlewares, namespace, Map.of("event", "typing", "x-a", "1"));
    }

    private static Passage send(
            Middlewares middlewares, String namespace, Map<String, String> headers) {
        return middlewares.message(
                new Incoming(
                        "c1",
                        User.guest("g"),
                        Core.ORIGIN,
                        namespace,
                        Destination.parse("/topic/" + namespace + "/lobby"),
                        headers,
                        "hello".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void withoutAnyAllPasses() {
        Middlewares none = middlewares();

        assertThat(none.watchEntries("chat")).isFalse();
        assertThat(none.watchMessages("chat")).isFalse();
        assertThat(enter(none, "chat")).isNull();
        assertThat(send(none, "chat")).isEqualTo(Passage.Open.UNCHANGED);
    }

    // ---------------------------------------------------------------- where

    @ParameterizedTest
    @ValueSource(strings = {"main", "chat", "tenant-1", "admin"})
    void oneThatNamesNothingIsAskedEverywhere(String namespace) {
        Middlewares all = middlewares(passing("all", "*"));

        assertThat(all.watchEntries(namespace)).isTrue();
        assertThat(all.watchMessages(namespace)).isTrue();
        assertThat(new Middleware() {}.namespaces()).containsExactly("*");
    }

    @Test
    void eachIsAskedInItsNamespacesAlone() {
        Middlewares some =
                middlewares(
                        passing("news", "news"),
                        passing("tenants", "tenant-*"),
                        passing("big", "tenant-big-*", "chat"),
                        passing("all", "*"));
        Map<String, List<String>> expected =
                Map.of(
                        "news", List.of("news", "all"),
                        "newsroom", List.of("all"),
                        "new", List.of("all"),
                        "chat", List.of("big", "all"),
                        "tenant-1", List.of("tenants", "all"),
                        "tenant-big-1", List.of("tenants", "big", "all"),
                        "tenant-big-", List.of("tenants", "all"),
                        "tenant-", List.of("all"),
                        "tenant", List.of("all"));

        expected.forEach((namespace, names) -> {
            asked.clear();
            enter(some, namespace);
            assertThat(asked).as("entering " + namespace).isEqualTo(names);
            asked.clear();
            send(some, namespace);
            assertThat(asked).as("sending into " + namespace).isEqualTo(names);
        });
    }

    @Test
    void aHookThatIsNotThereIsNotAskedFor() {
        Middleware entriesOnly =
                new Middleware() {
                    @Override
                    public Outcome enter(Entry entry) {
                        return Outcome.refuse(NO);
                    }
                };
        Middlewares entries = middlewares(entriesOnly);

        assertThat(entries.watchEntries("chat")).isTrue();
        assertThat(entries.watchMessages("chat")).isFalse();
        assertThat(middlewares(new Middleware() {}).watchEntries("chat")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nowhere", "", "News", "tenant", "T*", "*-a", "ten*nt", "-*", "session"})
    void oneThatWouldNeverBeAskedEndsTheStart(String namespace) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> middlewares(passing("a", "chat", namespace)))
                .withMessageStartingWith(Both.class.getName() + " is bound to ");
    }

    @Test
    void oneThatIsBoundToNothingEndsTheStart() {
        assertThatIllegalArgumentException().isThrownBy(() -> middlewares(passing("a")));
    }

    // ---------------------------------------------------------------- order and changes

    @Test
    void aLaterOneSeesWhatEarlierOnesChanged() {
        List<Map<String, String>> seen = new ArrayList<>();
        Middlewares both =
                middlewares(
                        doing(
                                "first",
                                headers -> {
                                    seen.add(headers);
                                    return Outcome.pass()
                                            .with("x-b", "2")
                                            .without("x-a")
                                            .with("also", "r");
                                }),
                        doing(
                                "second",
                                headers -> {
                                    seen.add(headers);
                                    return Outcome.pass().with("x-b", "3").without("event");
                                }));

        Passage passage = send(both, "chat");

        assertThat(seen)
                .containsExactly(
                        Map.of("event", "typing", "x-a", "1"),
                        Map.of("event", "typing", "x-b", "2", "also", "r"));
        assertThat(passage)
                .isEqualTo(
                        new Passage.Open(
                                Map.of(
                                        "x-a", Optional.empty(),
                                        "x-b", Optional.of("3"),
                                        "also", Optional.of("r"),
                                        "event", Optional.empty())));
    }

    @Test
    void whatAMessageSaysOfItselfFollowsItsHeaders() {
        List<String> said = new ArrayList<>();
        Middleware listener =
                new Middleware() {
                    @Override
                    public Outcome message(Incoming message) {
                        said.add(
                                message.event()
                                        + ' '
                                        + message.contentType()
                                        + ' '
                                        + message.header("x-a")
                                        + ' '
                                        + message.text());
                        return Outcome.pass().with("event", "e").with("content-type", "a/b");
                    }
                };

        send(middlewares(listener, listener), "chat", Map.of("event", "", "x-a", "1"));

        assertThat(said).containsExactly("message null 1 hello", "e a/b 1 hello");
    }

    @Test
    void theFirstRefusalIsTheEnd() {
        Middlewares three =
                middlewares(
                        passing("a", "*"),
                        doing("b", _ -> Outcome.refuse(NO)),
                        doing("c", _ -> Outcome.refuse("late", "Late")));

        assertThat(enter(three, "chat")).isEqualTo(NO);
        assertThat(send(three, "chat")).isEqualTo(new Passage.Closed(NO));
        assertThat(asked).containsExactly("a", "b", "a", "b");
    }

    // ---------------------------------------------------------------- refusals

    record Mute(String by, int minutes) {}

    @Test
    void theDataOfARefusalIsJson() {
        Middlewares muting =
                middlewares(doing("m", _ -> Outcome.refuse("muted", "Hush", new Mute("root", 5))));
        Refusal refusal =
                new Refusal(ErrorCode.REFUSED, "muted", "Hush", "{\"by\":\"root\",\"minutes\":5}");

        assertThat(enter(muting, "chat")).isEqualTo(refusal);
        assertThat(send(muting, "chat")).isEqualTo(new Passage.Closed(refusal));
        assertThat(
                        enter(
                                middlewares(
                                        doing("m", _ -> Outcome.refuse("muted", "Hush", "a\"b"))),
                                "chat"))
                .isEqualTo(new Refusal(ErrorCode.REFUSED, "muted", "Hush", "\"a\\\"b\""));
    }

    @Test
    void aRefusalThatIsThrownIsThatRefusal(CapturedOutput output) {
        Middlewares throwing =
                middlewares(
                        doing(
                                "m",
                                _ -> {
                                    throw NO.asException();
                                }));

        assertThat(enter(throwing, "chat")).isEqualTo(NO);
        assertThat(send(throwing, "chat")).isEqualTo(new Passage.Closed(NO));
        assertThat(output).doesNotContain("failed");
    }

    /** Every way to go wrong. */
    static List<Function<Map<String, String>, Outcome>> failures() {
        return List.of(
                _ -> {
                    throw new IllegalStateException(SECRET);
                },
                _ -> {
                    throw new AssertionError(SECRET);
                },
                _ -> {
                    throw new StackOverflowError(SECRET);
                },
                // As Kotlin has it, where exceptions are not checked.
                _ -> MiddlewaresTest.<RuntimeException>sneak(new IOException(SECRET)),
                _ -> {
                    throw new UncheckedIOException(new IOException(NO.asException()));
                },
                _ -> null,
                _ -> Outcome.pass().with("destination", SECRET),
                _ -> Outcome.refuse("not-allowed", SECRET),
                _ -> Outcome.refuse("muted", "Hush", Unwritable.make()));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> Outcome sneak(Exception failure) throws E {
        throw (E) failure;
    }

    /** What Jackson cannot write: it holds itself. */
    record Unwritable(List<Object> inside) {
        static Unwritable make() {
            List<Object> inside = new ArrayList<>();
            inside.add(new Unwritable(inside));
            return new Unwritable(inside);
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void oneThatFailsRefusesAndIsLoggedAndTellsNothing(
            Function<Map<String, String>, Outcome> failure, CapturedOutput output) {
        Middlewares failing = middlewares(doing("m", failure), passing("never", "*"));
        Refusal refusal = new Refusal(ErrorCode.SERVER_ERROR);

        assertThat(enter(failing, "chat")).isEqualTo(refusal);
        assertThat(send(failing, "chat")).isEqualTo(new Passage.Closed(refusal));
        assertThat(asked).containsExactly("m", "m");
        assertThat(output).contains("Middleware " + Both.class.getName() + " failed");
    }

    @Test
    void anEntryHasNothingToChange(CapturedOutput output) {
        Middlewares changing = middlewares(doing("m", _ -> Outcome.pass().with("x-a", "1")));

        assertThat(enter(changing, "chat")).isEqualTo(new Refusal(ErrorCode.SERVER_ERROR));
        assertThat(output).contains("An entry has no headers to change");
    }
}
