package io.brfed.examples.bench;

import java.io.PrintStream;
import java.util.Locale;

/** What a restore by the direct plane costs the account, and how long it takes. */
final class DirectRestoreBench {
    private final Size size;
    private final PrintStream out;

    DirectRestoreBench(Size size, PrintStream out) {
        this.size = size;
        this.out = out;
    }

    /**
     * How much of each.
     *
     * @param clusters members
     * @param stores stores of each member
     * @param volumes volumes of each store
     */
    record Size(int clusters, int stores, int volumes) {
        static final Size FULL = new Size(3, 100, 2);

        int all() {
            return clusters * stores * volumes;
        }
    }

    void run() {
        NewVolumesBench.Measured measured = NewVolumesBench.measure(size);
        out.println("direct-restore: " + measured.requests() + " requests to EC2 for " + size.all() + " volumes in "
                + size.clusters() + " clusters, at least " + measured.floor() + "; available after "
                + seconds(measured.took().toMillis()) + " s of virtual time, at best after "
                + seconds(measured.best().toMillis()) + " s");
        figure("restore_requests_ratio", (double) measured.requests() / measured.floor());
        figure(
                "restore_volumes_time_ratio",
                (double) measured.took().toMillis() / measured.best().toMillis());
    }

    private static String seconds(long milliseconds) {
        return String.format(Locale.ROOT, "%.1f", milliseconds / 1_000.0);
    }

    private void figure(String name, double value) {
        out.println("figure " + name + " " + String.format(Locale.ROOT, "%.3f", value));
    }
}
