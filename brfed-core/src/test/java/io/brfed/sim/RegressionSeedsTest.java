package io.brfed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds that violated something once. Each says what was wrong. */
class RegressionSeedsTest {
    @ParameterizedTest(name = "seed {0}: {1}")
    @CsvSource({
        "43, the snapshots of a member that a person deleted were not told",
        "101, the snapshots of a member that a person deleted were not told",
        "53, a pause whose initializer a person deleted was missing in the report of the next driver",
        "173, a pause whose initializer never answered the next driver was missing in its report",
        "533, a member that a person deleted was made anew because another one's outage kept all from being recorded",
        "639, a replayed creation made a member anew after its deletion",
        "1881, a person's deletion during ours let snapshots stay",
        "2017, a dead cluster was not counted as a fault while only its notifications were missing",
        "11102, a pause that may have been taken by a write without an answer was missing in the report",
        "11234, what a deleted member had made was not told when the record of who existed was deleted with the keeper",
        "100047, a restore made a deleted member anew because a throttled one kept all from being recorded",
        "22541, a person's deletion after the end was taken for a change of the outcome",
        "2041, a driver took an epoch below one that another had left on members other than the keeper",
        "1013963, a complete restore failed when it was asked for again while the keeper did not answer",
        "32676, a complete backup failed when it was asked for again while the keeper did not answer",
        "108499, a write without an answer was given up although its member did not answer either",
        "107645, what an unrecorded member had made was not told by the driver that took over",
        "1036479, what an unrecorded member had made was not told by a driver that found the operation ended",
        "54856, a member created while another driver looked was taken for one that is gone",
        "52033, a member created while another driver looked was taken for one that is gone",
        "401855, a success was told while a member that had just been deleted was in doubt",
        "48808, a fake took the pause after it had been torn down",
        "1013717, a resume that was asked for before the snapshots were created was not counted",
        "402553, a member that nobody could know of was not to be made again",
        "404480, a replayed creation after a person's deletion was taken for a second creation",
        "419908, snapshots of a late creation after the deletion were taken for second snapshots",
        "1013948, a late creation after the deletion was taken for a change of the outcome",
        "31462, snapshots of a late creation after the deletion were taken for those of the backup",
        "603214, a deletion was overtaken by a late write of one whose process was dead",
        "119444, a pause that a write without an answer had taken was missing in the report",
        "102506, a deletion never ended because an absence that was known was in doubt",
        "185136, what an unrecorded member had made was not told while the keeper did not answer",
        "193534, a member whose only record a person deleted was to be told by nobody",
        "446, of two restores without locks the one that wrote first did not find the other and both went on",
        "1571, of two backups without locks the one that wrote first did not find the other and both went on",
        "2399, the deletion of a running backup did not tell of the snapshots of a member that a person had deleted",
        "4595, a backup whose leases another one had given back was taken for one that nothing had happened to",
        "562478, a member that another orchestrator deleted before its maker knew of it was not to be made again",
        "2931, a late notification was not counted as a stale read",
        "54859, a plane that proves its pause restored to a timestamp that had fallen below what it held",
        "59562, a plane that proves its pause restored to a timestamp that had fallen below what it held",
        "121696, a timestamp that fell below what was held was not counted among what an operator cannot show",
        "320996, a backup was judged by the snapshots of a later one of its name",
        "389556, a backup was judged by the snapshots of a later one of its name",
        "222728, cancelling a call for a restore that was complete made it fail",
        "360270, cancelling a call for a restore that was complete made it fail",
        "493694, cancelling a call for a backup that was complete made it fail",
        "650133, cancelling a call for a backup that was complete made it fail",
        "667508, cancelling a call for a backup that was complete made it fail",
        "708065, cancelling a call for a backup that was complete made it fail",
        "56508, an operation that a second orchestrator had left over was deleted by nobody",
        "67276, an operation that a second orchestrator had left over was deleted by nobody",
        "79476, two restores began because the first write of one came after its locks had expired",
        "610277, two backups began because the first write of one came after its locks had expired",
        "654077, two backups began because the first write of one came after its locks had expired",
        "262881, a restore that had yielded was begun once more by a creation that landed after its removal",
        "467540, a backup that had yielded was begun once more by a creation that landed after its removal",
        "577463, a backup whose leases another one had given back was to be restorable",
        "666204, a backup whose leases another one had given back was to be restorable",
        "740518, a backup that was cancelled before it knew of another driver ended with an unknown exception",
    })
    void violatesNothingAnyMore(long seed, String wasWrong) {
        for (Run run : List.of(Simulation.alone(seed), Simulation.run(seed))) {
            assertThat(run.violations())
                    .as(() -> wasWrong + "\n" + run.report())
                    .isEmpty();
        }
    }
}
