package io.hubbub.contract;

/** STOMP over WebSocket. */
class WebSocketContractTest extends FramedContract {

    @Override
    Gateway gateway(WireClients wire) {
        return new StompGateway(() -> WebSocketLine.plain(wire));
    }
}
