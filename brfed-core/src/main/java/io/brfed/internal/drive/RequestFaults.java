package io.brfed.internal.drive;

import io.brfed.api.Assurance;
import io.brfed.api.BackupLocation;
import io.brfed.api.ClusterName;
import io.brfed.api.Finding;
import io.brfed.api.OperationKind;
import io.brfed.plane.Cluster;
import io.brfed.plane.DataPlane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Faults of a request that can be seen without asking any cluster. */
public final class RequestFaults {
    private static final int MAX_NAME = 63;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

    private RequestFaults() {}

    /** Every fault. */
    public static List<Finding> of(Request request) {
        List<Finding> faults = new ArrayList<>(ofAny(request));
        initializer(request, faults);
        if (request.kind() == OperationKind.BACKUP) {
            proof(request, faults);
        }
        if (request.kind() == OperationKind.RESTORE) {
            sources(request, faults);
        }
        if (request.afterFailure() == Request.AfterFailure.GOES_ON) {
            afterFailure(request, faults);
        }
        return faults;
    }

    /** Faults of the name and the members, whatever is to be done with them. */
    static List<Finding> ofAny(Request request) {
        List<Finding> faults = new ArrayList<>();
        name(request, faults);
        clusters(request, faults);
        return faults;
    }

    /** The fault of a request without members. */
    public static Finding noClusters() {
        return Finding.fault("clusters", "", "no member clusters", "name at least one Cluster");
    }

    private static void name(Request request, List<Finding> faults) {
        String name = request.name().value();
        if (!DNS_LABEL.matcher(name).matches()) {
            faults.add(Finding.fault(
                    "name",
                    name,
                    "is not a DNS-1123 label",
                    "use lower-case letters, digits and '-', beginning and ending with a letter or digit"));
        } else if (name.length() > MAX_NAME) {
            faults.add(Finding.fault("name", name, "has " + name.length() + " characters", "use at most " + MAX_NAME));
        }
    }

    private static void clusters(Request request, List<Finding> faults) {
        if (request.clusters().isEmpty()) {
            faults.add(noClusters());
        }
        Set<ClusterName> names = new HashSet<>();
        for (Cluster cluster : request.clusters()) {
            if (!names.add(cluster.name())) {
                faults.add(Finding.fault(
                        "clusters",
                        cluster.name().value(),
                        "is named more than once",
                        "a member cluster carries one part of the TiDB cluster; name it once"));
            }
            if (cluster.name().value().contains(",")) {
                faults.add(Finding.fault("clusters", cluster.name().value(), "contains a comma", "rename the context"));
            }
        }
    }

    private static void initializer(Request request, List<Finding> faults) {
        boolean member =
                request.clusters().stream().anyMatch(cluster -> cluster.name().equals(request.initializer()));
        if (!member && !request.clusters().isEmpty()) {
            faults.add(Finding.fault(
                    "initializer",
                    request.initializer().value(),
                    "is not one of the member clusters",
                    "name one of " + names(request)));
        }
    }

    /** A member that commits only what was proved waits in vain for a pause that nobody proves. */
    private static void proof(Request request, List<Finding> faults) {
        List<String> proving = request.clusters().stream()
                .filter(cluster -> cluster.plane().assurance() == Assurance.VERIFIED)
                .map(cluster -> cluster.name().value())
                .toList();
        boolean member =
                request.clusters().stream().anyMatch(cluster -> cluster.name().equals(request.initializer()));
        if (member
                && !proving.isEmpty()
                && !proving.contains(request.initializer().value())) {
            faults.add(Finding.fault(
                    "initializer",
                    request.initializer().value(),
                    "cannot prove that its pause lasts, which " + String.join(", ", proving) + " need",
                    "name one of " + String.join(", ", proving)));
        }
    }

    private static void afterFailure(Request request, List<Finding> faults) {
        for (Cluster cluster : request.clusters()) {
            if (cluster.plane().afterFailure() == DataPlane.AfterFailure.IT_IS_OVER) {
                faults.add(Finding.fault(
                        "clusters",
                        cluster.name().value(),
                        "is on a plane where a restore that failed cannot go on, as TiDB Operator's cannot",
                        "delete the restore and begin it anew"));
            }
        }
    }

    private static void sources(Request request, List<Finding> faults) {
        for (ClusterName source : request.sources().keySet().stream().sorted().toList()) {
            if (request.clusters().stream().noneMatch(cluster -> cluster.name().equals(source))) {
                faults.add(Finding.fault(
                        "member",
                        source.value(),
                        "is part of the backup but has no cluster to be restored into",
                        "add a cluster of that name, or pair it explicitly: member(\"" + source + "\").into(cluster)"));
            }
        }
        for (Cluster cluster : request.clusters()) {
            if (!request.sources().containsKey(cluster.name())) {
                faults.add(Finding.fault(
                        "clusters",
                        cluster.name().value(),
                        "has no part of the backup to be restored from",
                        "the backup's members are " + sorted(request.sources().keySet()) + "; pair it explicitly"));
            }
        }
        sameTwice(request, faults);
        differentBackups(request, faults);
    }

    private static void sameTwice(Request request, List<Finding> faults) {
        Map<BackupLocation, ClusterName> seen = new HashMap<>();
        request.sources().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            ClusterName other = seen.putIfAbsent(entry.getValue(), entry.getKey());
            if (other != null) {
                faults.add(Finding.fault(
                        "location",
                        entry.getValue().url(),
                        "is given for " + other + " and for " + entry.getKey(),
                        "each member has a part of its own"));
            }
        });
    }

    /** Members of one backup lie beside each other: the same path but for the member's own name. */
    private static void differentBackups(Request request, List<Finding> faults) {
        Map<String, List<ClusterName>> roots = request.sources().entrySet().stream()
                .filter(entry -> entry.getValue().url().endsWith("-" + entry.getKey()))
                .collect(Collectors.groupingBy(
                        entry -> root(entry.getKey(), entry.getValue()),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        if (roots.size() > 1) {
            faults.add(Finding.fault(
                    "location",
                    String.join(" and ", roots.keySet().stream().sorted().toList()),
                    "the members' locations are those of different backups",
                    "give the locations of one backup"));
        }
    }

    private static String root(ClusterName name, BackupLocation location) {
        return location.url()
                .substring(0, location.url().length() - name.value().length() - 1);
    }

    private static String names(Request request) {
        return sorted(request.clusters().stream().map(Cluster::name).collect(Collectors.toSet()));
    }

    private static String sorted(Set<ClusterName> names) {
        return names.stream().sorted().map(ClusterName::value).collect(Collectors.joining(", "));
    }
}
