package io.hubbub.stomp;

import io.hubbub.contract.DirectWireTest;

/** What {@link RoomTest} promises holds on the short way too. */
@DirectWireTest
class RoomsWithoutInterceptorsTest extends RoomTest {}
