package io.hubbub.stomp;

import io.hubbub.contract.DirectWireTest;

/** What {@link HistoryTest} promises holds on the short way too. */
@DirectWireTest
class HistoryWithoutInterceptorsTest extends HistoryTest {}
