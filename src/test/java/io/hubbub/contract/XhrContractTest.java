package io.hubbub.contract;

/** STOMP over SockJS's polling. */
class XhrContractTest extends GatewayContract {

    @Override
    Gateway gateway(WireClients wire) {
        return new StompGateway(() -> new XhrLine(wire.port(), "xhr"));
    }
}
