package io.hubbub.contract;

/** STOMP over WebSocket. */
class WebSocketContractTest extends GatewayContract {

    @Override
    Gateway gateway(WireClients wire) {
        return new StompGateway(() -> WebSocketLine.plain(wire));
    }
}
