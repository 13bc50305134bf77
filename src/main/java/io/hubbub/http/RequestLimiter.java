package io.hubbub.http;

import io.hubbub.client.Origin;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.share.FairSlots;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the requests that are worked on at once, by address and in all, before their bodies are
 * read. If all places are taken, the oldest request is cut off for a new one. Honest requests end
 * soon, so this ends the requests that are meant not to end.
 *
 * <p>A request holds a place while a thread works on it. An asynchronous request that waits holds
 * none: SockJS's polls and streams are bounded as clients.
 */
final class RequestLimiter extends Handler.Wrapper {

    private static final Logger log = LoggerFactory.getLogger(RequestLimiter.class);

    /** No request is cut off for others before it is this old. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(2);

    private static final Refusal ADDRESS = new Refusal(ErrorCode.TOO_MANY_REQUESTS);
    private static final Refusal ALL = new Refusal(ErrorCode.OVERLOADED);

    private final HttpProperties properties;
    private final HttpConnections visits;
    private final HealthPath health;
    private final Set<String> forms;
    private final LongSupplier nanos;
    private final Pace pace;
    private final FairSlots places;

    /** The requests under way. The threads that work on them change it, the watch reads it. */
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();

    private final LongAdder refusedByAddress = new LongAdder();
    private final LongAdder refusedInAll = new LongAdder();
    private final LongAdder slowBodies = new LongAdder();
    private final LongAdder slowAnswers = new LongAdder();
    private final LongAdder slowHeaders = new LongAdder();

    /**
     * @param forms the paths of forms, whose bodies are short
     */
    RequestLimiter(
            HttpProperties properties,
            HttpConnections visits,
            HealthPath health,
            Set<String> forms,
            LongSupplier nanos) {
        this.properties = properties;
        this.visits = visits;
        this.health = health;
        this.forms = Set.copyOf(forms);
        this.nanos = nanos;
        pace = new Pace(properties.patience(), properties.leastRate().toBytes());
        places =
                new FairSlots(
                        properties.requestsPerAddress(), properties.requests(), UNDISTURBED, nanos);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        HttpConnections.HttpConnection visit = visits.of(endPoint);
        if (visit != null) {
            visit.began();
            Request.addCompletionListener(request, _ -> visit.ended());
        }
        if (health.isAsked(request)) {
            return super.handle(request, response, callback);
        }
        long longest = longestBody(request);
        if (request.getLength() > longest) {
            Answer.send(
                    response,
                    callback,
                    new Refusal(ErrorCode.FRAME_TOO_LARGE, "The form is too long"));
            return true;
        }
        Exchange exchange = new Exchange(HttpConnections.atNetwork(endPoint), pace, longest, nanos);
        String network = new Origin("http", Request.getRemoteAddr(request), null).network();
        return switch (places.take(network, 1, exchange::abort)) {
            case FairSlots.Full full -> refuse(full, response, callback);
            case FairSlots.Place place -> {
                exchanges.add(exchange);
                request.setAttribute(Answers.ABORT, (Runnable) exchange::abort);
                try {
                    Request watched = exchange.watched(request);
                    yield super.handle(watched, exchange.watched(watched, response), callback);
                } finally {
                    exchanges.remove(exchange);
                    place.leave();
                }
            }
        };
    }

    private boolean refuse(FairSlots.Full full, Response response, Callback callback) {
        switch (full) {
            case OF_OWNER -> {
                refusedByAddress.increment();
                Answer.send(response, callback, ADDRESS);
            }
            case OF_ALL -> {
                refusedInAll.increment();
                Answer.send(response, callback, ALL);
            }
        }
        return true;
    }

    private long longestBody(Request request) {
        return forms.contains(request.getHttpURI().getCanonicalPath())
                ? properties.formSize().toBytes()
                : Long.MAX_VALUE;
    }

    /** Cuts off clients that are too slow. It must be called about every second. It never fails. */
    void look() {
        try {
            cutOff();
        } catch (RuntimeException e) {
            // An exception would end the calls.
            log.error("Could not check for slow requests", e);
        }
    }

    private void cutOff() {
        long now = nanos.getAsLong();
        slowHeaders.add(visits.endStalled(now));
        for (Exchange exchange : exchanges) {
            if (exchange.stallsBody(now)) {
                slowBodies.increment();
                exchange.abort();
            } else if (exchange.stallsAnswer(now)) {
                slowAnswers.increment();
                exchange.abort();
            }
        }
    }

    /** How many requests are under way. */
    long underWay() {
        return places.size();
    }

    long gaveWay() {
        return places.gaveWay();
    }

    long refusedByAddress() {
        return refusedByAddress.sum();
    }

    long refusedInAll() {
        return refusedInAll.sum();
    }

    long slowHeaders() {
        return slowHeaders.sum();
    }

    long slowBodies() {
        return slowBodies.sum();
    }

    long slowAnswers() {
        return slowAnswers.sum();
    }
}
