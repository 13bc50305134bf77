package io.hubbub.contract;

/** STOMP over SockJS's polling. */
class XhrContractTest extends FramedContract {

    @Override
    Gateway gateway(WireClients wire) {
        return new StompGateway(() -> new XhrLine(wire.port(), "xhr"));
    }
}
