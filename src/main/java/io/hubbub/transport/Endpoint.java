package io.hubbub.transport;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An address at which clients connect, and what they speak there. A gateway declares one as a bean.
 *
 * @param path where plain WebSockets connect, such as {@code /ws}
 * @param sockJsPath what the addresses of SockJS begin with, such as {@code /sockjs}; null if the
 *     protocol is not spoken over SockJS
 */
public record Endpoint(String path, @Nullable String sockJsPath, Protocol protocol) {

    /** What its addresses begin with. */
    public List<String> paths() {
        return Stream.of(path, sockJsPath).filter(each -> each != null).toList();
    }

    /** All its addresses, as patterns of Spring's. */
    public List<String> patterns() {
        return sockJsPath == null ? List.of(path) : List.of(path, sockJsPath + "/**");
    }
}
