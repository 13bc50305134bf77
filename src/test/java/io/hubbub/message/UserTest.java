package io.hubbub.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UserTest {

    @Test
    void aUserNeedsAName() {
        assertThatThrownBy(() -> User.guest("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aGuestHasNoRoles() {
        assertThat(User.guest("g")).isEqualTo(new User("g", true, Set.of()));
    }

    @Test
    void rolesGrantedLaterToTheSetAreNotTheUsers() {
        Set<String> roles = new HashSet<>(Set.of("A"));
        User user = new User("u", false, roles);

        roles.add("ADMIN");

        assertThat(user.roles()).containsExactly("A");
        assertThat(user.getName()).isEqualTo("u");
    }
}
