package io.hubbub.stomp;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.SubscribableChannel;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.DestinationPatternsMessageCondition;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.invocation.CompletableFutureReturnValueHandler;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandler;
import org.springframework.messaging.handler.invocation.HandlerMethodReturnValueHandlerComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.messaging.simp.SimpMessageMappingInfo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.web.socket.messaging.WebSocketAnnotationMethodMessageHandler;

/**
 * Spring's {@code @MessageMapping} controllers. Spring tells a client nothing if no controller
 * answers to a destination or if a controller fails; this class refuses the frame.
 */
final class Controllers extends WebSocketAnnotationMethodMessageHandler {

    private static final Logger log = LoggerFactory.getLogger(Controllers.class);

    Controllers(
            SubscribableChannel inbound, MessageChannel outbound, SimpMessagingTemplate template) {
        super(inbound, outbound, template);
    }

    /**
     * Spring's pattern {@code /admin/**} matches {@code /admin} too. To Hubbub, {@code /admin} is a
     * path of the namespace {@code main}, and the client was admitted to that namespace alone. So a
     * pattern of another namespace must not match.
     */
    @Override
    protected @Nullable SimpMessageMappingInfo getMatchingMapping(
            SimpMessageMappingInfo mapping, Message<?> message) {
        SimpMessageMappingInfo found = super.getMatchingMapping(mapping, message);
        String path =
                message.getHeaders()
                        .get(
                                DestinationPatternsMessageCondition.LOOKUP_DESTINATION_HEADER,
                                String.class);
        boolean ofMain = path == null || path.lastIndexOf('/') <= 0;
        return found == null
                        || !ofMain
                        || found.getDestinationConditions().getPatterns().stream()
                                .anyMatch(Controllers::isOfMain)
                ? found
                : null;
    }

    /**
     * Whether a pattern is for the namespace {@code main}: its first segment names no namespace.
     */
    private static boolean isOfMain(String pattern) {
        return pattern.indexOf('/', 1) < 0 || pattern.startsWith("/**");
    }

    @Override
    protected void handleNoMatch(
            Set<SimpMessageMappingInfo> mappings, String destination, Message<?> message) {
        throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
    }

    @Override
    protected void processHandlerMethodException(
            HandlerMethod method, Exception failure, Message<?> message) {
        Exception unhandled = failure;
        InvocableHandlerMethod handler = getExceptionHandlerMethod(method, failure);
        if (handler != null) {
            try {
                handle(handler, method, failure, message);
                return;
            } catch (Exception | Error e) {
                unhandled = e instanceof Exception failed ? failed : new IllegalStateException(e);
            }
        }
        Refusal refusal = refusal(unhandled);
        if (refusal.code() == ErrorCode.SERVER_ERROR) {
            log.error("{} failed", method, unhandled);
        }
        if (PendingFrame.CURRENT.isBound()) {
            PendingFrame.CURRENT.get().fail(refusal);
        }
    }

    /**
     * Calls an exception handler as Spring does. Unlike Spring it does not hide that the handler
     * failed.
     */
    private void handle(
            InvocableHandlerMethod handler,
            HandlerMethod method,
            Exception failure,
            Message<?> message)
            throws Exception {
        HandlerMethodArgumentResolverComposite arguments =
                new HandlerMethodArgumentResolverComposite();
        arguments.addResolvers(getArgumentResolvers());
        handler.setMessageMethodArgumentResolvers(arguments);
        Throwable cause = failure.getCause();
        Object answer =
                cause != null
                        ? handler.invoke(message, failure, cause, method)
                        : handler.invoke(message, failure, method);
        MethodParameter type = handler.getReturnType();
        if (type.getParameterType() != void.class) {
            HandlerMethodReturnValueHandlerComposite answers =
                    new HandlerMethodReturnValueHandlerComposite();
            answers.addHandlers(getReturnValueHandlers());
            answers.handleReturnValue(answer, type, message);
        }
    }

    /**
     * What the client may know of a controller's failure: the refusal that the controller threw, or
     * else only that there was a failure.
     */
    private static Refusal refusal(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case RefusedException refused -> {
                    return refused.refusal();
                }
                case MessageConversionException _ -> {
                    return new Refusal(ErrorCode.BAD_BODY);
                }
                case MethodArgumentNotValidException _ -> {
                    return new Refusal(ErrorCode.BAD_BODY);
                }
                default -> {}
            }
        }
        return new Refusal(ErrorCode.SERVER_ERROR);
    }

    @Override
    protected List<? extends HandlerMethodReturnValueHandler> initReturnValueHandlers() {
        List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>();
        handlers.add(new AwaitedFutures());
        handlers.addAll(super.initReturnValueHandlers());
        return handlers;
    }

    /**
     * Handles a controller that answers later. The frame's RECEIPT waits for the answer, and the
     * answer still belongs to the frame when it comes.
     */
    private static final class AwaitedFutures extends CompletableFutureReturnValueHandler {

        @Override
        public CompletableFuture<?> toCompletableFuture(
                Object returnValue, MethodParameter returnType) {
            CompletableFuture<?> answer = super.toCompletableFuture(returnValue, returnType);
            if (!PendingFrame.CURRENT.isBound()) {
                return answer;
            }
            PendingFrame call = PendingFrame.CURRENT.get();
            Runnable answered = call.begin();
            CompletableFuture<Object> awaited = new CompletableFuture<>();
            var unused =
                    answer.whenComplete((value, failure) -> {
                        ScopedValue.where(PendingFrame.CURRENT, call)
                                .run(() -> {
                                    if (failure != null) {
                                        awaited.completeExceptionally(failure);
                                    } else {
                                        awaited.complete(value);
                                    }
                                });
                        answered.run();
                    });
            return awaited;
        }
    }
}
