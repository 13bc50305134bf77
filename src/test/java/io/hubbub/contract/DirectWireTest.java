package io.hubbub.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;

/**
 * A {@link WireTest} of a service whose application has no interceptors. Frames for rooms then go
 * straight to the front desk, past Spring's channels.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WireTest
@TestPropertySource(properties = "wire.interceptors=false")
public @interface DirectWireTest {}
