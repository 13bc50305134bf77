package io.hubbub.contract;

import io.hubbub.client.Clients;
import io.hubbub.desk.FrontDesk;
import org.springframework.beans.factory.annotation.Autowired;

/** The front desk itself, without any wire or protocol. */
class DeskContractTest extends GatewayContract {

    @Autowired private Clients clients;
    @Autowired private FrontDesk desk;

    @Override
    Gateway gateway(WireClients wire) {
        return new DeskGateway(clients, desk);
    }
}
