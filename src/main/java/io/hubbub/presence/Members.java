package io.hubbub.presence;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.engine.PresencePage;
import io.hubbub.engine.Presences;
import io.hubbub.engine.PresentUser;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.PresenceMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells and asks the engine about the members of rooms, as far as each namespace's mode allows.
 * Safe for every thread, and nothing here blocks.
 */
final class Members {

    private static final Logger log = LoggerFactory.getLogger(Members.class);

    static final Refusal NOT_HERE = new Refusal(ErrorCode.NO_SUCH_DESTINATION);
    private static final Refusal NO_STATES =
            new Refusal(ErrorCode.NOT_SUPPORTED, "Clients are only counted here");
    private static final Refusal NO_MEMBER =
            new Refusal(ErrorCode.NOT_ALLOWED, "Only members have a state in a room");

    private final Presences presences;
    private final Function<String, PresenceMode> modes;
    private final Duration grace;
    private final int maxUsers;

    Members(
            Presences presences,
            Function<String, PresenceMode> modes,
            PresenceProperties properties) {
        this.presences = presences;
        this.modes = modes;
        grace = properties.grace();
        maxUsers = properties.maxUsers();
    }

    void joined(Client client, RoomName room) {
        if (mode(room) != PresenceMode.NONE) {
            logFailure(presences.enter(room, client.user().name(), client.id()));
        }
    }

    void left(Client client, RoomName room, boolean lost) {
        if (mode(room) != PresenceMode.NONE) {
            logFailure(presences.leave(room, client.id(), lost ? grace : Duration.ZERO));
        }
    }

    private static void logFailure(CompletionStage<?> write) {
        write.whenComplete((_, failure) -> {
            if (failure != null) {
                log.error(
                        "A change of presence failed, so a room may show the wrong users", failure);
            }
        });
    }

    @Nullable Refusal state(
            Client client, RoomName room, boolean member, byte[] body, Runnable done) {
        if (mode(room) == PresenceMode.NONE) {
            return NOT_HERE;
        }
        if (!member) {
            return NO_MEMBER;
        }
        if (mode(room) == PresenceMode.COUNT) {
            return NO_STATES;
        }
        return switch (States.read(body)) {
            case Result.Refused(Refusal refusal) -> refusal;
            case Result.Done(String state) -> {
                set(client, room, state, done);
                yield null;
            }
        };
    }

    private void set(Client client, RoomName room, @Nullable String state, Runnable done) {
        presences
                .state(room, client.id(), state)
                .whenComplete((_, failure) -> {
                    if (failure == null) {
                        done.run();
                    } else {
                        log.error("Nobody can say whether a state was set", failure);
                        client.fail(new Refusal(ErrorCode.SERVER_ERROR), Departure.SERVER_ERROR);
                    }
                });
    }

    CompletionStage<Presence.@Nullable Reading> read(
            RoomName room, @Nullable String after, int limit) {
        PresenceMode mode = mode(room);
        if (mode == PresenceMode.NONE) {
            return CompletableFuture.completedStage(null);
        }
        boolean onlyCounts = mode == PresenceMode.COUNT;
        // One user more than is asked for shows whether there is another page.
        return presences
                .read(room, after, onlyCounts ? 0 : limit + 1)
                .thenApply(page -> reading(page, onlyCounts, limit));
    }

    private Presence.Reading reading(PresencePage page, boolean onlyCounts, int limit) {
        if (onlyCounts || page.count() > maxUsers) {
            return new Presence.Reading(page.count(), page.clients(), null, false);
        }
        boolean more = page.users().size() > limit;
        List<PresentUser> users = more ? page.users().subList(0, limit) : page.users();
        return new Presence.Reading(page.count(), page.clients(), users, more);
    }

    /** How much the room's namespace tells. */
    PresenceMode mode(RoomName room) {
        return modes.apply(room.namespace());
    }
}
