package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.message.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

class UsersTest {

    private static final User ALICE = new User("alice", false, Set.of("ADMIN", "EDITOR"));

    private final Users users = new Users(UsersTest::nobody);

    @Test
    void aUserIsLockedByNameWhetherThereIsAnAccountOrNot() {
        assertThat(users.isLocked("alice")).isFalse();
        users.lock("alice");
        assertThat(users.isLocked("alice")).isTrue();
        assertThat(users.isLocked("bob")).isFalse();
        users.unlock("alice");
        assertThat(users.isLocked("alice")).isFalse();
    }

    @Test
    void aWithdrawnRoleIsGoneUntilItIsRestored() {
        assertThat(users.asOfNow(ALICE)).isEqualTo(ALICE);
        users.withdraw("alice", "ADMIN");
        assertThat(users.asOfNow(ALICE).roles()).containsExactly("EDITOR");
        users.withdraw("alice", "ROLE_EDITOR");
        assertThat(users.asOfNow(ALICE).roles()).isEmpty();
        users.restore("alice", "ROLE_ADMIN");
        assertThat(users.asOfNow(ALICE).roles()).containsExactly("ADMIN");
        users.restore("alice", "EDITOR");
        assertThat(users.asOfNow(ALICE)).isEqualTo(ALICE);
    }

    @Test
    void restoringGrantsNothing() {
        users.restore("alice", "OWNER");
        assertThat(users.asOfNow(ALICE)).isEqualTo(ALICE);
    }

    @Test
    void aGuestOfTheSameNameIsNobodyToTakeFrom() {
        users.withdraw("alice", "ADMIN");
        User guest = User.guest("alice");
        assertThat(users.asOfNow(guest)).isSameAs(guest);
    }

    @Test
    void aListenerSeesTheChangeThatItIsToldOf() {
        List<String> told = new ArrayList<>();
        users.onChange(name ->
                told.add(
                        name
                                + (users.isLocked(name) ? " locked " : " free ")
                                + users.asOfNow(ALICE).roles().contains("ADMIN")));
        users.lock("alice");
        users.unlock("alice");
        users.withdraw("alice", "ADMIN");
        users.restore("alice", "ADMIN");
        assertThat(told)
                .containsExactly(
                        "alice locked true",
                        "alice free true",
                        "alice free false",
                        "alice free true");
    }

    /**
     * A second thread that locks the user must wait until the first has closed the user's clients.
     */
    @Test
    void aListenerIsAlsoToldOfAChangeThatWasMadeBefore() {
        users.lock("alice");
        List<String> told = new ArrayList<>();
        users.onChange(told::add);
        users.lock("alice");
        assertThat(told).containsExactly("alice");
    }

    @Test
    void aListenerThatFailsKeepsNoOtherFromBeingTold() {
        List<String> told = new ArrayList<>();
        users.onChange(_ -> {
            throw new IllegalStateException("first");
        });
        users.onChange(told::add);
        users.onChange(_ -> {
            throw new IllegalStateException("third");
        });
        assertThatThrownBy(() -> users.lock("alice"))
                .hasMessage("first")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(told).containsExactly("alice");
        assertThat(users.isLocked("alice")).isTrue();
    }

    private static UserDetails nobody(String name) {
        throw new UsernameNotFoundException(name);
    }
}
