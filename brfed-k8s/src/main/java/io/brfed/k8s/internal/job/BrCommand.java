package io.brfed.k8s.internal.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brfed.k8s.internal.Json;
import io.brfed.spi.DataRecovery.Task;
import java.util.ArrayList;
import java.util.List;

/** Writes the job that runs BR's second phase of a restore from volumes, as TiDB Operator's does. */
final class BrCommand {
    static final String PURPOSE = "data-recovery";

    private static final String CONTAINER = "br";
    private static final String TLS_NAME = "cluster-client-tls";
    private static final String TLS_PATH = "/var/lib/cluster-client-tls";
    private static final int PD_PORT = 2379;

    private final BrSettings settings;
    private final Task task;

    BrCommand(BrSettings settings, Task task) {
        this.settings = settings;
        this.task = task;
    }

    /** The same name for the same attempt, so that no process makes a second job. */
    String name(int attempt) {
        return JobName.of("brfed-data", task.id().value(), Integer.toString(attempt));
    }

    /** The job; it is tried once, because what follows a failure is ours to decide. */
    ObjectNode job(int attempt, ObjectNode tidbCluster) {
        boolean tls = encrypted(tidbCluster);
        JobDocument job = new JobDocument(settings.pods(), task.id(), PURPOSE)
                .command(CONTAINER, settings.program(), arguments(tls))
                // Without it BR writes its log to a file that goes with the pod.
                .env("BR_LOG_TO_TERM", "1");
        settings.storage()
                .secret()
                .ifPresent(secret -> job.secretEnv("AWS_ACCESS_KEY_ID", secret, "access_key")
                        .secretEnv("AWS_SECRET_ACCESS_KEY", secret, "secret_key"));
        settings.storage().region().ifPresent(region -> job.env("AWS_REGION", region));
        if (tls) {
            job.mountSecret(TLS_NAME, task.tidbCluster().name() + "-cluster-client-secret", TLS_PATH);
        }
        return job.named(task.tidbCluster().namespace(), name(attempt), 0);
    }

    private List<String> arguments(boolean tls) {
        List<String> arguments = new ArrayList<>(List.of("restore", "full", "--type=aws-ebs", "--pd=" + pd()));
        if (tls) {
            arguments.add("--ca=" + TLS_PATH + "/ca.crt");
            arguments.add("--cert=" + TLS_PATH + "/tls.crt");
            arguments.add("--key=" + TLS_PATH + "/tls.key");
        }
        arguments.add("--storage=" + task.source().url());
        settings.storage().region().ifPresent(region -> arguments.add("--s3.region=" + region));
        settings.storage().endpoint().ifPresent(endpoint -> arguments.add("--s3.endpoint=" + endpoint));
        // Its keys are TiKV's no business: in this mode BR alone reads the storage.
        arguments.add("--send-credentials-to-tikv=false");
        arguments.addAll(settings.options());
        return arguments;
    }

    private String pd() {
        return settings.pd()
                .orElse(task.tidbCluster().name() + "-pd." + task.tidbCluster().namespace() + ":" + PD_PORT);
    }

    static boolean encrypted(ObjectNode tidbCluster) {
        return Json.at(tidbCluster, "spec", "tlsCluster", "enabled").asBoolean(false);
    }

    static boolean hasPd(ObjectNode tidbCluster) {
        return Json.at(tidbCluster, "spec", "pd", "replicas").asInt(0) > 0;
    }
}
