package io.hubbub.stomp;

import io.hubbub.contract.DirectWireTest;

/** What {@link PresenceTest} promises holds on the short way too. */
@DirectWireTest
class PresenceWithoutInterceptorsTest extends PresenceTest {}
