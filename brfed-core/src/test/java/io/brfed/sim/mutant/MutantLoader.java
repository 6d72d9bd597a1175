package io.brfed.sim.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads the module under test and its simulation anew, with the classes of one mutant in the place of their own. What they
 * stand on comes from the parent.
 */
final class MutantLoader extends ClassLoader {
    /** The module's own, the simulation's, and those of the worlds that it runs in. */
    private static final Set<String> PACKAGES =
            Set.of("io.brfed", "io.brfed.sim", "io.brfed.sim.direct", "io.brfed.direct");

    private static final String INTERNAL = "io.brfed.internal.";

    private final Map<String, byte[]> mutated;

    MutantLoader(Map<String, byte[]> mutated, ClassLoader parent) {
        super(parent);
        this.mutated = Map.copyOf(mutated);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!own(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? defined(name) : loaded;
        }
    }

    private static boolean own(String name) {
        int end = name.lastIndexOf('.');
        String packageName = end < 0 ? "" : name.substring(0, end);
        return PACKAGES.contains(packageName) || name.startsWith(INTERNAL);
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
        byte[] bytes = mutated.get(name);
        byte[] code = bytes == null ? pristine(name) : bytes;
        return defineClass(name, code, 0, code.length);
    }

    private byte[] pristine(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/') + ".class";
        try (@Nullable InputStream code = getParent().getResourceAsStream(path)) {
            if (code == null) {
                throw new ClassNotFoundException(name);
            }
            return code.readAllBytes();
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }
}
