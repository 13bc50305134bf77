package io.hubbub.contract;

/** STOMP over SockJS's WebSocket transport. */
class SockJsWebSocketContractTest extends FramedContract {

    @Override
    Gateway gateway(WireClients wire) {
        return new StompGateway(() -> WebSocketLine.sockJs(wire));
    }
}
