package io.hubbub.engine.embedded.store;

/** What a database is opened for. */
public enum OpenMode {
    /** Makes a new database where there is none. */
    CREATE,
    /** Opens a database that is there. */
    WRITE,
    /** Opens a database for reading alone, which takes no space on the disk. */
    READ
}
