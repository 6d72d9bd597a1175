package io.brfed.tikv.testserver;

import com.google.protobuf.ByteString;
import io.brfed.tikv.internal.wire.etcd.KVGrpc;
import io.brfed.tikv.internal.wire.etcd.KeyValue;
import io.brfed.tikv.internal.wire.etcd.RangeRequest;
import io.brfed.tikv.internal.wire.etcd.RangeResponse;
import io.grpc.stub.StreamObserver;

/** Lists the keys of PD's etcd. */
final class EtcdKeys extends KVGrpc.KVImplBase {
    private final PdState state;

    EtcdKeys(PdState state) {
        this.state = state;
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
        RangeResponse.Builder found = RangeResponse.newBuilder();
        String from = request.getKey().toStringUtf8();
        String end = request.getRangeEnd().toStringUtf8();
        synchronized (state) {
            state.etcd.forEach((key, value) -> {
                if (key.compareTo(from) >= 0 && key.compareTo(end) < 0) {
                    found.addKvs(KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)));
                }
            });
        }
        answer.onNext(found.build());
        answer.onCompleted();
    }
}
