package io.hubbub.stomp;

import io.hubbub.contract.DirectWireTest;

/** What {@link PresenceWireTest} promises holds on the short way too. */
@DirectWireTest
class PresenceWithoutInterceptorsTest extends PresenceWireTest {}
