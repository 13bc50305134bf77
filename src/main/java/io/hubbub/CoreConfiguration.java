package io.hubbub;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.budget.Budget;
import io.hubbub.budget.HeldLimits;
import io.hubbub.client.ClientLimits;
import io.hubbub.client.Clients;
import io.hubbub.client.Events;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.LaneLimits;
import io.hubbub.client.Lanes;
import io.hubbub.client.Time;
import io.hubbub.desk.Drain;
import io.hubbub.due.AlarmClock;
import io.hubbub.metrics.CoreMetrics;
import io.hubbub.namespace.NamespaceProperties;
import io.hubbub.namespace.Namespaces;
import io.hubbub.question.QuestionLimits;
import io.hubbub.question.Questions;
import io.hubbub.rate.SendLimits;
import io.hubbub.room.MembershipListener;
import io.hubbub.room.Rooms;
import io.hubbub.room.Stores;
import io.hubbub.share.FairWorkers;
import io.hubbub.vital.VitalSigns;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import tools.jackson.databind.json.JsonMapper;

/** Sets up the core. The beans here give it everything that it knows of the outside world. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    HeldLimits.class,
    ClientLimits.class,
    FrameLimits.class,
    LaneLimits.class,
    QuestionLimits.class,
    SendLimits.class,
    ShutdownLimits.class,
    NamespaceProperties.class
})
class CoreConfiguration {

    /** How often a shutdown checks its progress. */
    private static final Duration SHUTDOWN_PAUSE = Duration.ofMillis(5);

    /** The length of an epoch's name. */
    static final int EPOCH = 8;

    /** The last of many readers that wait gets its turn in a few seconds. */
    private static final FairWorkers.Bounds READINGS =
            new FairWorkers.Bounds(10, 20, 200, Duration.ofSeconds(5));

    private static final SecureRandom RANDOM = new SecureRandom();

    /** How many texts of twelve letters and digits there are: 36 to the 12th. */
    private static final long TWELVE_DIGITS = 4_738_381_338_321_616_896L;

    @Bean
    Time time() {
        return Time.system();
    }

    @Bean
    VitalSigns vitalSigns() {
        return new VitalSigns();
    }

    /** Made before any property is bound. */
    @Bean
    static BeanFactoryPostProcessor namespaceKeys(ConfigurableEnvironment environment) {
        return _ -> propertyNames(environment).forEach(NamespaceProperties.KEYS::check);
    }

    /** The name of every property, as it is written. */
    static Stream<String> propertyNames(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .map(source -> (EnumerablePropertySource<?>) source)
                .flatMap(source -> Stream.of(source.getPropertyNames()));
    }

    @Bean
    Namespaces namespaces(NamespaceProperties properties) {
        return new Namespaces(properties);
    }

    /** Destroyed before the events, which then still report the last clients. */
    @Bean(initMethod = "start")
    @DependsOn("events")
    Lanes lanes(
            @Value("${hubbub.lanes:0}") int count, LaneLimits limits, Time time, VitalSigns signs) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new Lanes(count == 0 ? cores : count, limits, time, signs);
    }

    @Bean(initMethod = "start")
    Events events(ApplicationEventPublisher publisher, VitalSigns signs) {
        return new Events(publisher::publishEvent, signs);
    }

    @Bean
    Budget budget(HeldLimits limits) {
        long heap = Runtime.getRuntime().maxMemory();
        return new Budget(limits.heldBytes(heap), limits.heldBytesPerAddress(heap));
    }

    @Bean
    Clients clients(Lanes lanes, ClientLimits limits, Budget budget, Events events) {
        return new Clients(lanes, limits, budget, events, () -> randomText(12));
    }

    @Bean
    AlarmClock alarmClock(VitalSigns signs, Time time) {
        return new AlarmClock(signs, time.nanos());
    }

    /**
     * Questions have random ids. Even a client that guessed one would not be asked by that
     * question.
     */
    @Bean
    Questions asks(QuestionLimits limits, AlarmClock alarmClock) {
        return new Questions(limits, alarmClock, () -> randomText(24), Thread::startVirtualThread);
    }

    @Bean
    Rooms rooms(
            Clients clients,
            Lanes lanes,
            Events events,
            Questions questions,
            Stores stores,
            MembershipListener membershipListener) {
        return new Rooms(clients, lanes, events, questions, stores, membershipListener);
    }

    @Bean
    Broadcast broadcast(
            Namespaces namespaces,
            Rooms rooms,
            Questions questions,
            Clients clients,
            JsonMapper json,
            Time time) {
        return new Broadcast(namespaces, rooms, questions, clients, json, time);
    }

    /** The threads that read rooms for HTTP. Half of the cores are left for connected clients. */
    @Bean
    FairWorkers reading() {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new FairWorkers("reading", threads, READINGS);
    }

    @Bean
    CoreMetrics coreMetrics(
            Clients clients, Rooms rooms, Questions questions, Lanes lanes, Events events) {
        return new CoreMetrics(clients, rooms, questions, lanes, events);
    }

    @Bean
    Shutdown shutdown(Drain drain, Clients clients, ShutdownLimits limits, Time time) {
        return new Shutdown(
                drain,
                clients,
                limits,
                time,
                () -> LockSupport.parkNanos(SHUTDOWN_PAUSE.toNanos()));
    }

    @Bean
    ClientLog clientLog() {
        return new ClientLog();
    }

    /** Letters and digits: easy to read out, and without meaning in any grammar. */
    static String randomText(int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            // Twelve digits at a time, because each new client waits for this.
            long digits = RANDOM.nextLong(TWELVE_DIGITS);
            for (int i = 0; i < 12 && text.length() < length; i++) {
                text.append(Character.forDigit((int) (digits % 36), 36));
                digits /= 36;
            }
        }
        return text.toString();
    }
}
