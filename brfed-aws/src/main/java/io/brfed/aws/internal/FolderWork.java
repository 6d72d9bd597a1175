package io.brfed.aws.internal;

import java.io.IOException;

/** Something that reads or writes files. */
@FunctionalInterface
interface FolderWork<T> {
    T run() throws IOException;
}
