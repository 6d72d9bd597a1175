package io.brfed.tikv.testserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.brfed.tikv.internal.wire.metapb.Peer;
import io.brfed.tikv.internal.wire.metapb.Region;
import io.brfed.tikv.internal.wire.metapb.Store;
import io.brfed.tikv.internal.wire.pdpb.BootstrapRequest;
import io.brfed.tikv.internal.wire.pdpb.ErrorType;
import io.brfed.tikv.internal.wire.pdpb.GetAllStoresRequest;
import io.brfed.tikv.internal.wire.pdpb.PDGrpc;
import io.brfed.tikv.internal.wire.pdpb.PutStoreRequest;
import io.brfed.tikv.internal.wire.pdpb.ReportMinResolvedTsRequest;
import io.brfed.tikv.internal.wire.pdpb.RequestHeader;
import io.brfed.tikv.internal.wire.pdpb.StoreHeartbeatRequest;
import io.brfed.tikv.internal.wire.pdpb.StoreStats;
import io.brfed.tikv.internal.wire.pdpb.UpdateServiceGCSafePointRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real PD refuses, asked past the adapter. */
class RefusalsTest {
    private static final long UNKNOWN_STORE = 999_999;

    private final TestTidbCluster cluster = TestTidbCluster.builder().start();
    private final URI url = URI.create(cluster.pdUrls().get(0));
    private final ManagedChannel channel =
            NettyChannelBuilder.forTarget(url.getAuthority()).usePlaintext().build();
    private final PDGrpc.PDBlockingStub pd = PDGrpc.newBlockingStub(channel);
    private final RequestHeader header =
            RequestHeader.newBuilder().setClusterId(cluster.pd().clusterId()).build();

    @AfterEach
    void close() {
        channel.shutdownNow();
        cluster.close();
    }

    @Test
    void aHeaderOfAnotherCluster() {
        RequestHeader other = RequestHeader.newBuilder().setClusterId(7).build();

        assertThatThrownBy(() -> pd.getAllStores(
                        GetAllStoresRequest.newBuilder().setHeader(other).build()))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining(
                        "mismatch cluster id, need " + cluster.pd().clusterId() + " but got 7");
    }

    @Test
    void aStoreThatItDoesNotKnow() {
        assertThat(pd.storeHeartbeat(StoreHeartbeatRequest.newBuilder()
                                .setHeader(header)
                                .setStats(StoreStats.newBuilder().setStoreId(UNKNOWN_STORE))
                                .build())
                        .getHeader()
                        .getError()
                        .getMessage())
                .isEqualTo("store " + UNKNOWN_STORE + " not found");
        assertThat(pd.reportMinResolvedTS(ReportMinResolvedTsRequest.newBuilder()
                                .setHeader(header)
                                .setStoreId(UNKNOWN_STORE)
                                .setMinResolvedTs(1)
                                .build())
                        .getHeader()
                        .getError()
                        .getType())
                .isEqualTo(ErrorType.UNKNOWN);
    }

    @Test
    void aStoreThatIsATombstone() {
        TestTikv buried = cluster.stores().get(0);
        cluster.pd().bury(buried.id());

        assertThat(pd.putStore(PutStoreRequest.newBuilder()
                                .setHeader(header)
                                .setStore(buried.registration())
                                .build())
                        .getHeader()
                        .getError()
                        .getType())
                .isEqualTo(ErrorType.STORE_TOMBSTONE);
    }

    @Test
    void theAddressOfAnotherStore() {
        Store twin = cluster.stores().get(0).registration().toBuilder()
                .setId(UNKNOWN_STORE)
                .build();

        assertThatThrownBy(() -> pd.putStore(PutStoreRequest.newBuilder()
                        .setHeader(header)
                        .setStore(twin)
                        .build()))
                .hasMessageContaining("duplicated store address");
    }

    @Test
    void aBootstrapThatIsNone() {
        try (TestTidbCluster fresh = TestTidbCluster.builder().stores(0).start()) {
            ManagedChannel toFresh = NettyChannelBuilder.forTarget(
                            URI.create(fresh.pdUrls().get(0)).getAuthority())
                    .usePlaintext()
                    .build();
            Region ofAnotherStore = Region.newBuilder()
                    .setId(2)
                    .addPeers(Peer.newBuilder().setId(3).setStoreId(4))
                    .build();
            assertThatThrownBy(() -> PDGrpc.newBlockingStub(toFresh)
                            .bootstrap(BootstrapRequest.newBuilder()
                                    .setHeader(RequestHeader.newBuilder()
                                            .setClusterId(fresh.pd().clusterId()))
                                    .setStore(Store.newBuilder().setId(1))
                                    .setRegion(ofAnotherStore)
                                    .build()))
                    .hasMessageContaining("invalid bootstrap request");
            toFresh.shutdownNow();
        }
    }

    @Test
    void aHoldOfNobody() {
        assertThatThrownBy(() -> pd.updateServiceGCSafePoint(UpdateServiceGCSafePointRequest.newBuilder()
                        .setHeader(header)
                        .setServiceId(ByteString.EMPTY)
                        .setTTL(60)
                        .setSafePoint(1)
                        .build()))
                .hasMessageContaining("cannot be empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/pd/api/v1/config?ttlSecond=soon | {} | 400",
                "/pd/api/v1/config | {\"schedule.merge-schedule-limit\":0} | 400",
                "/pd/api/v1/schedulers/all | {} | 400",
                "/pd/api/v1/schedulers | {\"delay\":1} | 404",
                "/pd/api/v1/schedulers/none | {\"delay\":1} | 500",
                "/pd/api/v1/checker/merge | {\"delay\":-1} | 400"
            })
    void whatItDoesNotUnderstand(String path, String body, int code) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .POST(BodyPublishers.ofString(body))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(code);
    }
}
