package io.hubbub.contract;

import io.hubbub.HubbubApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * A test of the whole service at its socket. All such tests share one running service; a test asks
 * for clients by a parameter of type {@link WireClients}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WireClients.Extension.class)
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        classes = {HubbubApplication.class, WireFixture.class},
        properties = {
            "hubbub.lanes=2",
            // On a slow machine a client may come back late and is still the same.
            "hubbub.presence.grace=60s",
            // Far more than a test sends, but every frame is still counted.
            "hubbub.limits.messages-per-second=10000000",
            "hubbub.limits.bytes-per-second=1GB",
            // All tests come from one address.
            "hubbub.quotas.rooms-per-address=0",
            "hubbub.quotas.new-rooms-per-address=0",
            "hubbub.quotas.stored-per-address=0B",
            "hubbub.namespaces.[tenant-*].access=anyone",
            "hubbub.namespaces.[tenant-*].publish=anyone",
            "hubbub.namespaces.quiet.access=anyone",
            "hubbub.namespaces.quiet.publish=server",
            "hubbub.namespaces.small.access=anyone",
            "hubbub.namespaces.small.publish=anyone",
            "hubbub.namespaces.small.max-rooms=2",
            "hubbub.namespaces.small.max-members=1",
            "hubbub.namespaces.brief.access=anyone",
            "hubbub.namespaces.brief.publish=anyone",
            "hubbub.namespaces.brief.history.store=memory",
            "hubbub.namespaces.brief.history.size=5",
            "hubbub.namespaces.brief.max-rooms=50",
            "hubbub.namespaces.narrow.access=anyone",
            "hubbub.namespaces.narrow.publish=anyone",
            "hubbub.namespaces.narrow.history.store=memory",
            "hubbub.namespaces.narrow.max-rooms=1",
            "hubbub.namespaces.archive.access=role:STAFF",
            "hubbub.namespaces.archive.history.store=disk",
            "hubbub.namespaces.archive.history.sync=interval",
            "hubbub.namespaces.known.access=authenticated",
            "hubbub.namespaces.staff.access=role:STAFF",
            "hubbub.namespaces.[vault-*].access=role:{namespace}",
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.users.alice.password=wonderland",
            "hubbub.security.users.alice.roles=USER,STAFF",
            "hubbub.security.jwt.secret=" + Tokens.SECRET
        })
public @interface WireTest {}
