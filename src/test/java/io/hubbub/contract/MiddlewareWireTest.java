package io.hubbub.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * A {@link WireTest} of a service whose application has the {@link MiddlewareFixture}, and tenants:
 * each is a namespace {@code shop-...} or {@code club-...}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WireTest
@Import(MiddlewareFixture.class)
@TestPropertySource(
        properties = {
            "hubbub.namespaces.watched.access=anyone",
            "hubbub.namespaces.watched.publish=anyone",
            "hubbub.namespaces.[watched-*].access=anyone",
            "hubbub.namespaces.[watched-*].publish=anyone",
            "hubbub.namespaces.vip.access=authenticated",
            "hubbub.namespaces.[shop-*].access=role:{namespace}",
            "hubbub.namespaces.[shop-*].publish=anyone",
            "hubbub.namespaces.[club-*].access=role:member-{namespace}",
            "hubbub.namespaces.[club-*].publish=role:speaker-{namespace}"
        })
public @interface MiddlewareWireTest {}
