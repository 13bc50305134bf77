package io.hubbub.security;

import java.util.ArrayList;
import java.util.List;
import org.springframework.security.crypto.password.PasswordEncoder;

/** An encoder whose hash is the reversed text. It remembers what it was asked. */
final class FakeEncoder implements PasswordEncoder {

    /** The hashes that a password was compared with. */
    final List<String> checked = new ArrayList<>();

    /** Runs before each comparison. */
    Runnable before = () -> {};

    @Override
    public String encode(CharSequence password) {
        return new StringBuilder(password).reverse().toString();
    }

    @Override
    public boolean matches(CharSequence password, String hash) {
        before.run();
        synchronized (checked) {
            checked.add(hash);
        }
        return encode(password).equals(hash);
    }
}
