package io.hubbub.contract;

/** STOMP over SockJS's streaming. */
class XhrStreamingContractTest extends FramedContract {

    @Override
    Gateway gateway(WireClients wire) {
        return new StompGateway(() -> new XhrLine(wire.port(), "xhr_streaming"));
    }
}
