package io.hubbub.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hubbub.client.Core;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
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

    private static final Incoming MESSAGE = incoming("chat");

    private final List<String> asked = new ArrayList<>();

    /** Both hooks do the same, in these namespaces. */
    private final class Both implements Middleware {

        private final String name;
        private final Set<String> namespaces;
        private final Function<Incoming, Outcome> hook;

        Both(String name, Set<String> namespaces, Function<Incoming, Outcome> hook) {
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
            return hook.apply(MESSAGE);
        }

        @Override
        public Outcome message(Incoming message) {
            asked.add(name);
            return hook.apply(message);
        }
    }

    private Middleware passing(String name, String... namespaces) {
        return new Both(name, Set.of(namespaces), _ -> Outcome.pass());
    }

    private Middleware doing(String name, Function<Incoming, Outcome> hook) {
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

    private static Incoming incoming(String namespace) {
        return new Incoming(
                new Sender("c1", User.guest("g"), Core.ORIGIN),
                new Target.Room(new RoomName(namespace, "lobby")),
                new Draft(
                        "typing",
                        null,
                        Map.of("x-a", "1"),
                        "hello".getBytes(StandardCharsets.UTF_8),
                        Options.STANDARD,
                        "1"));
    }

    private static Result<Incoming> send(Middlewares middlewares, String namespace) {
        return middlewares.message(incoming(namespace));
    }

    @Test
    void withoutAnyAllPasses() {
        Middlewares none = middlewares();

        assertThat(none.watchEntries("chat")).isFalse();
        assertThat(none.watchMessages("chat")).isFalse();
        assertThat(enter(none, "chat")).isNull();
        Incoming message = incoming("chat");
        assertThat(none.message(message)).isEqualTo(Result.done(message));
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
        List<Incoming> seen = new ArrayList<>();
        Middlewares three =
                middlewares(
                        doing(
                                "first",
                                message -> {
                                    seen.add(message);
                                    return Outcome.pass(
                                            message.withHeader("x-b", "2")
                                                    .withoutHeader("x-a")
                                                    .withAlso("r"));
                                }),
                        doing(
                                "second",
                                message -> {
                                    seen.add(message);
                                    return Outcome.pass();
                                }),
                        doing(
                                "third",
                                message -> {
                                    seen.add(message);
                                    return Outcome.pass(
                                            message.withHeader("x-b", "3").withEvent("e"));
                                }));
        Incoming message = incoming("chat");

        Result<Incoming> passed = three.message(message);

        Incoming changed = message.withHeader("x-b", "2").withoutHeader("x-a").withAlso("r");
        assertThat(seen).containsExactly(message, changed, changed);
        assertThat(passed).isEqualTo(Result.done(changed.withHeader("x-b", "3").withEvent("e")));
    }

    @Test
    void whatSaysWhatAMessageIsCannotBeChanged(CapturedOutput output) {
        Incoming other = incoming("news");
        List<Function<Incoming, Incoming>> forgeries =
                List.of(
                        m -> new Incoming(m.sender(), other.target(), m.draft()),
                        m ->
                                new Incoming(
                                        new Sender("c2", m.user(), m.origin()),
                                        m.target(),
                                        m.draft()),
                        m -> new Incoming(m.sender(), m.target(), other.draft()));
        for (Function<Incoming, Incoming> forgery : forgeries) {
            Middlewares forging = middlewares(doing("f", m -> Outcome.pass(forgery.apply(m))));

            assertThat(send(forging, "chat"))
                    .isEqualTo(Result.refused(new Refusal(ErrorCode.SERVER_ERROR)));
        }
        assertThat(output).contains("cannot change who sends, where to, the body or the id");
    }

    @Test
    void theFirstRefusalIsTheEnd() {
        Middlewares three =
                middlewares(
                        passing("a", "*"),
                        doing("b", _ -> Outcome.refuse(NO)),
                        doing("c", _ -> Outcome.refuse("late", "Late")));

        assertThat(enter(three, "chat")).isEqualTo(NO);
        assertThat(send(three, "chat")).isEqualTo(Result.refused(NO));
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
        assertThat(send(muting, "chat")).isEqualTo(Result.refused(refusal));
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
        assertThat(send(throwing, "chat")).isEqualTo(Result.refused(NO));
        assertThat(output).doesNotContain("failed");
    }

    /** Every way to go wrong. */
    static List<Function<Incoming, Outcome>> failures() {
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
                message -> Outcome.pass(message.withHeader("destination", SECRET)),
                _ -> Outcome.refuse("not-allowed", SECRET),
                _ -> Outcome.refuse("muted", "Hush", Unwritable.make()));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> Outcome sneak(Exception failure) throws E {
        throw (E) failure;
    }

    /** Jackson cannot write this, because it contains itself. */
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
            Function<Incoming, Outcome> failure, CapturedOutput output) {
        Middlewares failing = middlewares(doing("m", failure), passing("never", "*"));
        Refusal refusal = new Refusal(ErrorCode.SERVER_ERROR);

        assertThat(enter(failing, "chat")).isEqualTo(refusal);
        assertThat(send(failing, "chat")).isEqualTo(Result.refused(refusal));
        assertThat(asked).containsExactly("m", "m");
        assertThat(output).contains("Middleware " + Both.class.getName() + " failed");
    }

    @Test
    void anEntryHasNothingToChange(CapturedOutput output) {
        Middlewares changing =
                middlewares(doing("m", message -> Outcome.pass(message.withHeader("x-a", "1"))));

        assertThat(enter(changing, "chat")).isEqualTo(new Refusal(ErrorCode.SERVER_ERROR));
        assertThat(output).contains("An entry has no message to change");
    }
}
