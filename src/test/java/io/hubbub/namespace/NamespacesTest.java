package io.hubbub.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.namespace.NamespaceProperties.HistoryProperties;
import io.hubbub.namespace.NamespaceProperties.PolicyProperties;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class NamespacesTest {

    private static final Who ANYONE = new Who.Anyone();
    private static final Who MEMBERS = new Who.Members();
    private static final Who AUTHENTICATED = new Who.Authenticated();
    private static final Who ADMIN = new Who.Role("ADMIN");

    private final Map<String, PolicyProperties> written = new LinkedHashMap<>();

    @Test
    void mainChatAndAdminExistByDefault() {
        assertThat(policy("main")).isEqualTo(new Policy(ANYONE, ANYONE, 10_000, 0));
        assertThat(policy("chat")).isEqualTo(chat(0));
        assertThat(policy("admin")).isEqualTo(new Policy(ADMIN, ADMIN, 10_000, 0));
    }

    /** The chat keeps 10,000 messages or 30 days of each room on disk. */
    private static Policy chat(int maxMembers) {
        Duration age = Duration.ofDays(30);
        History history = new History(History.Store.DISK, 10_000, age, History.Sync.ALWAYS);
        return new Policy(ANYONE, MEMBERS, 10_000, maxMembers, history, PresenceMode.FULL);
    }

    @Test
    void whatIsKeptOfARoomAndOfANamespaceIsBoundedInBytesByDefault() {
        for (String name : new String[] {"main", "chat", "admin"}) {
            History history = policy(name).history();
            assertThat(history.roomBytes()).as(name).isEqualTo(DataSize.ofMegabytes(64));
            assertThat(history.bytes()).as(name).isEqualTo(DataSize.ofGigabytes(2));
        }
    }

    @Test
    void theBoundsInBytesAreReadByTheirNamesAndOneKeepsTheDefaultOfTheOther() {
        NamespaceProperties properties =
                bind(
                        Map.of(
                                "hubbub.namespaces.chat.history.room-bytes", "3MB",
                                "hubbub.namespaces.news.history.bytes", "5KB",
                                "hubbub.namespaces.free.history.room-bytes", "0",
                                "hubbub.namespaces.free.history.bytes", "0"));
        Namespaces namespaces = new Namespaces(properties);

        assertThat(bytes(namespaces, "chat")).containsExactly(3L << 20, 2L << 30);
        assertThat(bytes(namespaces, "news")).containsExactly(64L << 20, 5L << 10);
        assertThat(bytes(namespaces, "free")).containsExactly(0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"room-bytes", "bytes"})
    void lessThanNoBytesEndTheStart(String name) {
        NamespaceProperties properties =
                bind(Map.of("hubbub.namespaces.news.history." + name, "-1"));

        assertThatThrownBy(() -> new Namespaces(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.namespaces.news.history." + name + ": ");
    }

    private static NamespaceProperties bind(Map<String, String> written) {
        written.keySet().forEach(NamespaceProperties.KEYS::check);
        return new Binder(new MapConfigurationPropertySource(written))
                .bindOrCreate("hubbub", NamespaceProperties.class);
    }

    private static List<Long> bytes(Namespaces namespaces, String name) {
        History history = namespaces.find(name).policy().history();
        return List.of(history.roomBytes().toBytes(), history.bytes().toBytes());
    }

    /** Otherwise it could not be set, because an unknown name prevents the start. */
    @Test
    void everyPropertyOfAPolicyIsKnownByItsName() {
        for (RecordComponent part : PolicyProperties.class.getRecordComponents()) {
            if (part.getType() != HistoryProperties.class) {
                NamespaceProperties.KEYS.check("hubbub.namespaces.news." + dashed(part));
            }
        }
        for (RecordComponent part : HistoryProperties.class.getRecordComponents()) {
            NamespaceProperties.KEYS.check("hubbub.namespaces.news.history." + dashed(part));
        }
    }

    private static String dashed(RecordComponent part) {
        return DataObjectPropertyName.toDashedForm(part.getName());
    }

    @Test
    void noOtherNamespaceExistsByDefault() {
        for (String name : new String[] {"", "mai", "main2", "chat-2", "Chat", "tenant-1", "*"}) {
            assertThat(namespaces().find(name)).as(name).isNull();
        }
    }

    @Test
    void aNewNamespaceIsForAuthenticatedUsersAndItsRoomsForMembers() {
        write("news", null, null, null, null);

        assertThat(policy("news")).isEqualTo(new Policy(AUTHENTICATED, MEMBERS, 10_000, 0));
    }

    @Test
    void overridingOnePropertyKeepsTheRest() {
        write("chat", null, null, null, 5);
        write("admin", null, "server", null, null);

        assertThat(policy("chat")).isEqualTo(chat(5));
        assertThat(policy("admin")).isEqualTo(new Policy(ADMIN, new Who.Server(), 10_000, 0));
        assertThat(policy("main")).isEqualTo(new Policy(ANYONE, ANYONE, 10_000, 0));
    }

    @Test
    void allOfAPolicyCanBeWritten() {
        write("news", "role:READER", "role:EDITOR", 7, 8);

        assertThat(policy("news"))
                .isEqualTo(new Policy(new Who.Role("READER"), new Who.Role("EDITOR"), 7, 8));
    }

    @Test
    void aRoleMayHoldTheNamespacesName() {
        write("tenant-*", "role:{namespace}", "role:editor-of-{namespace}!", null, null);

        assertThat(policy("tenant-1"))
                .isEqualTo(
                        new Policy(
                                new Who.RoleOfNamespace("", ""),
                                new Who.RoleOfNamespace("editor-of-", "!"),
                                10_000,
                                0));
    }

    @Test
    void aPatternMakesEveryNamespaceThatGoesOnAfterItsPrefix() {
        write("tenant-*", "anyone", null, null, null);

        assertThat(policy("tenant-1").access()).isEqualTo(ANYONE);
        assertThat(namespaces().find("tenant-1").name()).isEqualTo("tenant-1");
        assertThat(policy("tenant-a-b").access()).isEqualTo(ANYONE);
        assertThat(namespaces().find("tenant-")).isNull();
        assertThat(namespaces().find("tenant")).isNull();
        assertThat(namespaces().find("tenants")).isNull();
    }

    @Test
    void theLongestPrefixWinsWhateverTheOrder() {
        write("tenant-*", null, null, 1, null);
        write("*", null, null, 2, null);
        write("tenant-big-*", null, null, 3, null);
        write("tenant-big-one", null, null, 4, null);

        assertThat(policy("tenant-1").maxRooms()).isEqualTo(1);
        assertThat(policy("other").maxRooms()).isEqualTo(2);
        assertThat(policy("tenant-big-2").maxRooms()).isEqualTo(3);
        assertThat(policy("tenant-big-").maxRooms()).isEqualTo(1);
        assertThat(policy("tenant-big-one").maxRooms()).isEqualTo(4);
        assertThat(policy("admin").access()).as("a name goes before a pattern").isEqualTo(ADMIN);
    }

    @Test
    void askingForNamesLeavesNothingBehind() {
        write("*", "anyone", null, null, null);
        Namespaces namespaces = namespaces();

        assertThat(namespaces.find("a")).isEqualTo(namespaces.find("a"));
        assertThat(namespaces.find("a")).isNotSameAs(namespaces.find("a"));
    }

    @ParameterizedTest
    @CsvSource({
        "access,      everyone",
        "access,      members",
        "access,      server",
        "access,      role:",
        "access,      'role: '",
        "access,      ''",
        "access,      Anyone",
        "access,      role:{name}",
        "access,      role:{namespace",
        "access,      role:namespace}",
        "access,      role:{Namespace}",
        "access,      role:{}",
        "access,      role:{namespace}{namespace}",
        "access,      role:{{namespace}}",
        "access,      'role:${namespace}{'",
        "access,      '{namespace}'",
        "publish,     nobody",
        "publish,     role:{user}",
        "publish,     role",
        "max-rooms,   -1",
        "max-members, -1",
    })
    void anInvalidValueIsRefusedByName(String property, String value) {
        Integer number = property.startsWith("max") ? Integer.valueOf(value) : null;
        write(
                "news",
                property.equals("access") ? value : null,
                property.equals("publish") ? value : null,
                property.equals("max-rooms") ? number : null,
                property.equals("max-members") ? number : null);

        assertThatThrownBy(this::namespaces)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.namespaces.news." + property + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "News", "news_1", "-news", "news-", "ne ws", "n*ws", "*-news", "-*", "N*", "**"
            })
    void anInvalidNameIsRefused(String name) {
        write(name, null, null, null, null);

        assertThatThrownBy(this::namespaces)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hubbub.namespaces." + name + ": ")
                .hasMessageContaining("hubbub.namespaces.[tenant-*]");
    }

    private void write(
            String name, String access, String publish, Integer maxRooms, Integer maxMembers) {
        written.put(name, new PolicyProperties(access, publish, maxRooms, maxMembers));
    }

    private Namespaces namespaces() {
        return new Namespaces(new NamespaceProperties(written));
    }

    private Policy policy(String name) {
        return namespaces().find(name).policy();
    }
}
