package io.hubbub.stomp;

import io.hubbub.contract.DirectWireTest;

/** What {@link QuestionWireTest} promises holds on the short way too. */
@DirectWireTest
class QuestionsWithoutInterceptorsTest extends QuestionWireTest {}
