package io.brfed.k8s.internal.kubeconfig;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs credential plug-ins: programs that print a token or a client certificate, as {@code kubectl} runs them. The client
 * library's own support is not used because it waits for the program without a limit. What a plug-in writes to its error
 * output goes to that of this process, like {@code kubectl}'s, and never into a message. Thread-safe.
 */
final class ExecPlugin {
    private static final Duration STEP = Duration.ofMillis(10);
    private static final int MAX_OUTPUT = 1 << 20;

    private final Duration limit;

    /** A runner that ends plug-ins which take longer than the limit. */
    ExecPlugin(Duration limit) {
        this.limit = limit;
    }

    /**
     * Runs a plug-in and blocks until it has ended.
     *
     * @throws UnusableContextException if it yields no credential
     */
    ExecCredential run(Command command, KubeContext.Server server) {
        ProcessBuilder builder = new ProcessBuilder(command.line());
        builder.environment().putAll(command.env());
        builder.environment().put("KUBERNETES_EXEC_INFO", command.request(server));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw command.failed("cannot be started");
        }
        try {
            return ExecCredential.parse(output(process, command), command);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String output(Process process, Command command) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            if (!ended(process, printed)) {
                throw command.failed("did not end within " + limit.toMillis() + " ms");
            }
            if (process.exitValue() != 0) {
                throw command.failed("ended with code " + process.exitValue());
            }
            return printed.toString(StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw command.failed("was interrupted");
        } catch (IOException e) {
            throw command.failed("printed something that cannot be read: " + e.getMessage());
        }
    }

    /** Reads only what is there, since a process that the plug-in left behind may keep its output open for ever. */
    private boolean ended(Process process, ByteArrayOutputStream printed) throws IOException, InterruptedException {
        InputStream output = process.getInputStream();
        long steps = Math.max(1, limit.toMillis() / STEP.toMillis());
        for (long step = 0; step < steps; step++) {
            boolean ended = process.waitFor(STEP.toMillis(), TimeUnit.MILLISECONDS);
            for (int size = output.available(); size > 0; size = output.available()) {
                printed.writeBytes(output.readNBytes(size));
                if (printed.size() > MAX_OUTPUT) {
                    throw new IOException("more than " + MAX_OUTPUT + " bytes");
                }
            }
            if (ended) {
                return true;
            }
        }
        return false;
    }

    /**
     * A plug-in as a kubeconfig describes it.
     *
     * @param user the user of the kubeconfig that names it
     * @param command the program
     * @param args its arguments; may be secret
     * @param env variables set for it; may be secret
     * @param apiVersion the version of {@code ExecCredential} it prints
     * @param hint how to install it, for people
     * @param serverKnown whether it is told which server the credential is for
     */
    record Command(
            String user,
            String command,
            List<String> args,
            Map<String, String> env,
            String apiVersion,
            String hint,
            boolean serverKnown) {
        private static final int MAX_HINT = 300;

        Command {
            args = List.copyOf(args);
            env = Map.copyOf(env);
        }

        /** A command with a directory in it is found beside the kubeconfig, any other on the search path. */
        static String located(String command, Path directory) {
            return command.contains("/") || command.contains(File.separator)
                    ? directory.resolve(command).normalize().toString()
                    : command;
        }

        List<String> line() {
            List<String> line = new ArrayList<>();
            line.add(command);
            line.addAll(args);
            return line;
        }

        String request(KubeContext.Server server) {
            ObjectNode request = Json.object();
            request.put("apiVersion", apiVersion).put("kind", "ExecCredential");
            ObjectNode spec = request.putObject("spec").put("interactive", false);
            if (serverKnown) {
                ObjectNode cluster = spec.putObject("cluster").put("server", server.url());
                if (server.authority().isGiven()) {
                    cluster.put(
                            "certificate-authority-data",
                            server.authority().read().bytes());
                }
                if (server.trust() == KubeContext.Trust.ANYBODY) {
                    cluster.put("insecure-skip-tls-verify", true);
                }
                if (!server.tlsName().isEmpty()) {
                    cluster.put("tls-server-name", server.tlsName());
                }
            }
            return new String(Json.bytes(request), StandardCharsets.UTF_8);
        }

        UnusableContextException failed(String how) {
            String advice = hint.isEmpty()
                    ? "; run it by hand to see why"
                    : "; how to install it: " + hint.substring(0, Math.min(MAX_HINT, hint.length()));
            return new UnusableContextException(
                    "credential plug-in '" + command + "' of user '" + user + "' " + how + advice);
        }

        /** Without arguments and variables, which may be secret. */
        @Override
        public String toString() {
            return "credential plug-in '" + command + "'";
        }
    }
}
