package io.hubbub.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that the compiler and {@link ModulesTest} cannot see. */
class HouseRulesTest {

    private static final String ROOT = "io.hubbub";

    /** A package's tier. It may use packages of lower tiers only; the root wires them all. */
    private static final Map<String, Integer> TIERS =
            Map.ofEntries(
                    Map.entry("message", 0),
                    Map.entry("spelling", 0),
                    Map.entry("vital", 0),
                    Map.entry("property", 0),
                    Map.entry("budget", 1),
                    Map.entry("wire", 1),
                    Map.entry("due", 1),
                    Map.entry("namespace", 1),
                    Map.entry("engine", 2),
                    Map.entry("share", 1),
                    Map.entry("client", 2),
                    Map.entry("security", 2),
                    Map.entry("quota", 3),
                    Map.entry("rate", 3),
                    Map.entry("middleware", 3),
                    Map.entry("question", 3),
                    Map.entry("replay", 3),
                    Map.entry("room", 4),
                    Map.entry("presence", 3),
                    Map.entry("site", 3),
                    Map.entry("http", 6),
                    Map.entry("queue", 3),
                    Map.entry("broadcast", 5),
                    Map.entry("desk", 5),
                    Map.entry("transport", 6),
                    Map.entry("stomp", 7),
                    Map.entry("api", 8),
                    Map.entry("admin", 8),
                    Map.entry("login", 8),
                    Map.entry("metrics", 8),
                    Map.entry("chat", 8));

    /** The last tier that knows no wire protocol. */
    private static final int CORE = 5;

    /**
     * Who may read the machine's clocks, to hand them to all others. A name here needs a reason.
     */
    private static final Set<String> READS_CLOCKS =
            Set.of(
                    // is the clocks, as values
                    "io.hubbub.client.Time");

    private static final Path SOURCES = Path.of("src/main/java", ROOT.split("\\."));

    /** A literal that begins as a destination does; a sentence may name one. */
    private static final Pattern DESTINATION =
            Pattern.compile("\"/(topic|presence|app|user|queue|reply)\\b");

    private static final int TYPES_IN_A_PACKAGE = 20;
    private static final int LINES_IN_A_FILE = 500;

    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);
    private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

    @Test
    void everyPackageHasATier() {
        classes()
                .should(
                        satisfy(
                                "have a tier",
                                type -> isRoot(type) || TIERS.containsKey(feature(type))))
                .because(
                        "a package without a place in DESIGN.md's section 5 may use all and be used by all")
                .check(MAIN);
    }

    @Test
    void packagesUseOnlyLowerTiers() {
        classes()
                .should(useOnlyLowerTiers())
                .because(
                        "a tier that knows the ones above it can neither be read nor tested without them")
                .check(MAIN);
    }

    @Test
    void nobodyUsesAGateway() {
        rule(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT, ROOT + ".stomp..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".stomp..")
                        .because(
                                "a second gateway will stand beside stomp: what both need belongs to the core"));
    }

    @Test
    void enginesStandApart() {
        rule(
                slices().matching(ROOT + ".engine.(*)..")
                        .should()
                        .notDependOnEachOther()
                        .because(
                                "each engine passes the same contract by itself, and a user runs one of them"));
    }

    @Test
    void packagesHaveNoCycles() {
        rule(
                slices().matching(ROOT + ".(**)")
                        .should()
                        .beFreeOfCycles()
                        .because("packages in a cycle are one package that takes longer to read"));
    }

    @Test
    void theCoreKnowsNoWireProtocol() {
        rule(
                noClasses()
                        .that(describe("are of the core", HouseRulesTest::isCore))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.springframework.web..",
                                "org.springframework.messaging..",
                                "org.eclipse.jetty..",
                                "jakarta.servlet..",
                                "jakarta.websocket..")
                        .because("every gateway uses the same rooms, whatever its clients speak"));
    }

    @Test
    void theCoreWritesNoDestinations() throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(SOURCES)) {
            files = tree.filter(HouseRulesTest::isOfTheCore).toList();
        }
        assertThat(files).isNotEmpty();
        assertThat(files)
                .as("files of the core, because only STOMP writes a room as /topic/...")
                .allSatisfy(file ->
                        assertThat(Files.readString(file))
                                .as(file.toString())
                                .doesNotContainPattern(DESTINATION));
    }

    @Test
    void namesSayWhatATypeIs() {
        rule(
                noClasses()
                        .should()
                        .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils|Base)")
                        .because("these endings fit any type, so they tell nothing about this one"),
                ALL);
    }

    @Test
    void timeIsInjected() {
        rule(
                noClasses()
                        .that(
                                describe(
                                        "are not " + READS_CLOCKS,
                                        type -> !READS_CLOCKS.contains(outermost(type).getName())))
                        .should()
                        .accessTargetWhere(
                                describe(
                                        "a clock of the machine is read",
                                        HouseRulesTest::readsAClock))
                        .because(
                                "a test sets the time it wants: take a Time, or a `now` parameter"));
    }

    @Test
    void nothingSleeps() {
        rule(
                noClasses()
                        .should()
                        .accessTargetWhere(describe("a thread sleeps", HouseRulesTest::sleeps))
                        .because(
                                "a sleep is too short on a busy machine and too long on every other: wait for the event"),
                ALL);
    }

    @Test
    void onlyLoggersPrint() {
        rule(
                GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
                        .as("no classes should print")
                        .because(
                                "what is printed has neither level nor logger: nobody can turn it off"));
    }

    @Test
    void loggingGoesThroughSlf4j() {
        rule(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.util.logging..")
                        .because("one logging API is configured in one place"));
    }

    @Test
    void dependenciesComeThroughConstructors() {
        rule(
                GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION
                        .as("no classes should use field injection")
                        .because(
                                "an injected field is not final, and null where a test says `new`"));
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(
                        satisfy(
                                "be in a @NullMarked package",
                                type -> type.getPackage().isAnnotatedWith(NullMarked.class)))
                .because("NullAway and Kotlin believe only what a package-info.java states")
                .check(MAIN);
    }

    @Test
    void packagesAreSmall() {
        Map<String, Long> types =
                MAIN.stream()
                        .filter(type ->
                                type.isTopLevelClass()
                                        && !type.getSimpleName().equals("package-info"))
                        .collect(groupingBy(JavaClass::getPackageName, counting()));
        assertThat(types)
                .as(
                        "types in a package, because a reader takes in no more than %d",
                        TYPES_IN_A_PACKAGE)
                .allSatisfy((name, count) ->
                        assertThat(count).as(name).isLessThanOrEqualTo(TYPES_IN_A_PACKAGE));
    }

    @Test
    void filesAreShort() throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(Path.of("src/main"))) {
            files = tree.filter(Files::isRegularFile).filter(HouseRulesTest::isCode).toList();
        }
        assertThat(files).isNotEmpty();
        assertThat(files)
                .as(
                        "files, because past %d lines a file holds more than one thing",
                        LINES_IN_A_FILE)
                .allSatisfy(file ->
                        assertThat(Files.readAllLines(file))
                                .as(file.toString())
                                .hasSizeLessThanOrEqualTo(LINES_IN_A_FILE));
    }

    @Test
    void jettyIsTheOnlyServer() {
        assertThat(
                        getClass()
                                .getClassLoader()
                                .getResource("org/apache/catalina/startup/Tomcat.class"))
                .as(
                        "Tomcat, because Spring Boot quietly takes it rather than Jetty where a dependency brings both")
                .isNull();
    }

    private static void rule(ArchRule rule) {
        rule(rule, MAIN);
    }

    /** Checks a rule whose packages may not be there yet. */
    private static void rule(ArchRule rule, JavaClasses classes) {
        rule.allowEmptyShould(true).check(classes);
    }

    private static ArchCondition<JavaClass> satisfy(
            String description, Predicate<JavaClass> predicate) {
        return ArchCondition.from(describe(description, predicate));
    }

    private static ArchCondition<JavaClass> useOnlyLowerTiers() {
        return new ArchCondition<>("use only lower tiers") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                user.getDirectDependenciesFromSelf().stream()
                        .filter(use -> isOurs(use.getTargetClass()))
                        .filter(use -> !mayUse(user, use.getTargetClass()))
                        .forEach(use ->
                                events.add(
                                        SimpleConditionEvent.violated(user, use.getDescription())));
            }
        };
    }

    private static boolean mayUse(JavaClass user, JavaClass used) {
        if (isRoot(user) || feature(user).equals(feature(used))) {
            return true;
        }
        return !isRoot(used) && tier(used) < tier(user);
    }

    private static boolean isOurs(JavaClass type) {
        return isRoot(type) || type.getPackageName().startsWith(ROOT + ".");
    }

    private static boolean isRoot(JavaClass type) {
        return type.getPackageName().equals(ROOT);
    }

    private static boolean isCore(JavaClass type) {
        return !isRoot(type) && tier(type) <= CORE;
    }

    private static boolean isOfTheCore(Path file) {
        Path within = SOURCES.relativize(file);
        return within.toString().endsWith(".java")
                && TIERS.getOrDefault(within.getName(0).toString(), Integer.MAX_VALUE) <= CORE;
    }

    private static int tier(JavaClass type) {
        return TIERS.getOrDefault(feature(type), Integer.MAX_VALUE);
    }

    /**
     * The first segment under the root package: {@code engine} of {@code io.hubbub.engine.memory}.
     */
    private static String feature(JavaClass type) {
        return isRoot(type)
                ? ""
                : type.getPackageName().substring(ROOT.length() + 1).replaceFirst("\\..*", "");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRulesTest::outermost).orElse(type);
    }

    private static boolean readsAClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        if (owner.isEquivalentTo(System.class)) {
            return name.equals("currentTimeMillis") || name.equals("nanoTime");
        }
        if (owner.isEquivalentTo(Clock.class) || owner.isEquivalentTo(InstantSource.class)) {
            return name.startsWith("system") || (name.startsWith("tick") && !takesAClock(access));
        }
        if (owner.getPackageName().startsWith("java.time")) {
            return name.equals("now") && !takesAClock(access);
        }
        return (owner.isEquivalentTo(Date.class) && name.equals("<init>") && takesNothing(access))
                || (owner.isAssignableTo(Calendar.class) && name.equals("getInstance"));
    }

    private static boolean takesAClock(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream()
                        .anyMatch(type -> type.isEquivalentTo(Clock.class));
    }

    private static boolean takesNothing(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                && target.getRawParameterTypes().isEmpty();
    }

    private static boolean sleeps(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return access.getName().equals("sleep")
                && (owner.isEquivalentTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class));
    }

    private static boolean isCode(Path file) {
        return Stream.of(".java", ".js", ".css", ".html").anyMatch(file.toString()::endsWith);
    }
}
