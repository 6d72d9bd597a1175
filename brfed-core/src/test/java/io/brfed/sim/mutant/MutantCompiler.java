package io.brfed.sim.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles mutants in memory, against the class path of the run. Not thread-safe. */
final class MutantCompiler implements AutoCloseable {
    private static final List<String> OPTIONS =
            List.of("-classpath", System.getProperty("java.class.path"), "-proc:none", "-nowarn", "-Xlint:none");

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);

    /** The classes of the mutant's source file, by name. */
    Map<String, byte[]> classes(Mutant mutant) {
        Memory memory = new Memory(files);
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(messages, memory, null, OPTIONS, null, List.of(new Source(mutant)))
                .call();
        if (!compiled) {
            throw new IllegalStateException("mutant " + mutant.name() + " does not compile:\n" + messages);
        }
        return memory.classes();
    }

    @Override
    public void close() {
        try {
            files.close();
        } catch (IOException unclosed) {
            throw new UncheckedIOException(unclosed);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Mutant mutant) {
            super(URI.create("mutant:///" + mutant.file()), Kind.SOURCE);
            text = mutant.source();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what is compiled. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Target> targets = new LinkedHashMap<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            Target target = new Target(className);
            targets.put(className, target);
            return target;
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new LinkedHashMap<>();
            targets.forEach((name, target) -> classes.put(name, target.bytes.toByteArray()));
            return classes;
        }
    }

    private static final class Target extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Target(String className) {
            super(URI.create("mutant:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }
}
