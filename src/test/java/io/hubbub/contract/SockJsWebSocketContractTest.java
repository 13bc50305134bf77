package io.hubbub.contract;

/** STOMP over SockJS's WebSocket transport. */
class SockJsWebSocketContractTest extends GatewayContract {

    @Override
    Gateway gateway(WireClients wire) {
        return new StompGateway(() -> WebSocketLine.sockJs(wire));
    }
}
