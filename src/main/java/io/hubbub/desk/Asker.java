package io.hubbub.desk;

import io.hubbub.question.Answers;

/** Who asks a question, as its gateway reaches it. */
public interface Asker {

    /** Whether the answers can be told: a client that cannot read them may not ask. */
    boolean listens();

    /** Tells the answers. It is called once at most, holding the client's monitor. */
    void tell(Answers answers);
}
