package io.hubbub.stomp.frame;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions of STOMP, and how each writes header values. */
public enum StompVersion {
    V1_0("1.0"),
    V1_1("1.1"),
    V1_2("1.2");

    /** The versions that an ERROR lists. */
    static final String ALL = "1.0,1.1,1.2";

    private final String text;

    StompVersion(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** The newest version that both the client and this server speak; empty if there is none. */
    public static Optional<StompVersion> newest(String accepted) {
        var offered = Arrays.stream(accepted.split(",", -1)).map(String::trim).toList();
        return Arrays.stream(values())
                .filter(version -> offered.contains(version.text))
                .reduce((_, newer) -> newer);
    }

    /**
     * Writes a header's name or value. A character that the version cannot express becomes a space.
     */
    String escape(String raw) {
        StringBuilder out = null;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            String escaped = escaped(c);
            if (escaped != null && out == null) {
                out = new StringBuilder(raw.length() + 16).append(raw, 0, i);
            }
            if (out != null) {
                if (escaped != null) {
                    out.append(escaped);
                } else {
                    out.append(c);
                }
            }
        }
        return out == null ? raw : out.toString();
    }

    /** How this version writes the character; null if it stands for itself. */
    private @Nullable String escaped(char c) {
        if (this == V1_0) {
            return c == '\n' || c == '\r' || c == 0 ? " " : null;
        }
        return switch (c) {
            case '\n' -> "\\n";
            case '\\' -> "\\\\";
            case ':' -> "\\c";
            // 1.1 has no escape for it, and a reader could take it for the end of a line.
            case '\r' -> this == V1_2 ? "\\r" : " ";
            case 0 -> " ";
            default -> null;
        };
    }

    /**
     * Reads a header's name or value; null if it holds an escape that the version does not know.
     */
    @Nullable String unescape(String written) {
        if (this == V1_0 || written.indexOf('\\') < 0) {
            return written;
        }
        StringBuilder out = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char next = ++i < written.length() ? written.charAt(i) : 0;
            switch (next) {
                case 'n' -> out.append('\n');
                case 'c' -> out.append(':');
                case '\\' -> out.append('\\');
                case 'r' -> {
                    if (this != V1_2) {
                        return null;
                    }
                    out.append('\r');
                }
                default -> {
                    return null;
                }
            }
        }
        return out.toString();
    }

    /**
     * The id of a SUBSCRIBE or UNSUBSCRIBE; empty if the frame has none. A client of 1.0 may leave
     * the id out, and the destination then serves as the id.
     */
    public String subscriptionId(StompFrame frame) {
        String id = frame.header("id");
        if (id == null && this == V1_0) {
            id = frame.header("destination");
        }
        return id == null ? "" : id;
    }
}
