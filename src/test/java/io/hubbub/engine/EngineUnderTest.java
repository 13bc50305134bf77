package io.hubbub.engine;

import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * How a test opens an engine. Each engine says it once, in an interface of its own; its tests then
 * extend a contract and implement that interface.
 */
public interface EngineUnderTest {

    /** Opens an engine that nothing was ever written to. */
    RoomLogs open() throws Exception;

    /** Waits until the engine has nothing under way. It may still be busy after an outcome. */
    default void quiesce() {}

    /** The engine that the test uses. */
    RoomLogs logs();

    Retention retention(String namespace);

    LongSupplier clock();

    String newEpoch();

    /** An empty directory of this test's own. */
    Path directory();
}
