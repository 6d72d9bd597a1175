package io.brfed.k8s.internal.kubeconfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes kubeconfigs of one context and what they refer to. */
final class Kubeconfigs {
    private Kubeconfigs() {}

    /** A kubeconfig with context {@code k}, whose user has the given fields, as YAML in braces. */
    static Path withUser(Path folder, String server, String user) {
        return with(folder, "{server: '" + server + "'}", user);
    }

    static Path with(Path folder, String cluster, String user) {
        return write(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: %s}]
                users: [{name: u, user: %s}]
                contexts: [{name: k, context: {cluster: c, user: u}}]
                """.formatted(cluster, user));
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program that counts its runs in a file {@code runs} and prints what the shell text prints. */
    static Path plugin(Path folder, String shell) {
        Path script =
                write(folder.resolve("plugin"), "#!/bin/sh\ncd '" + folder + "'\necho run >> runs\n" + shell + "\n");
        try {
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return script;
    }

    static long runs(Path folder) {
        try {
            Path runs = folder.resolve("runs");
            return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A user with an exec plug-in of version v1. */
    static String exec(String command) {
        return exec(command, "");
    }

    static String exec(String command, String more) {
        return "{exec: {apiVersion: client.authentication.k8s.io/v1, command: '" + command + "', interactiveMode: Never"
                + (more.isEmpty() ? "" : ", " + more) + "}}";
    }

    /** Shell text that prints a credential with the given status, as JSON. */
    static String printing(String status) {
        return "printf '%s\\n' '{\"apiVersion\": \"client.authentication.k8s.io/v1\", \"kind\": \"ExecCredential\", \"status\": "
                + status + "}'";
    }
}
