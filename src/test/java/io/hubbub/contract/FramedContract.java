package io.hubbub.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract of gateways that read frames from a wire: they also judge what is no frame. */
abstract class FramedContract extends GatewayContract {

    @Test
    void whatIsNoFrameEndsTheConnectionWithItsCode() {
        assertThat(((FramedParty) guest()).sendNonsense()).isEqualTo("bad-frame");
    }

    @Test
    void aMessageThatIsTooLongEndsTheConnectionWithItsCode() {
        String room = room("main");
        Party member = member(room);

        assertThat(((FramedParty) guest()).publishTooMuch(room)).isEqualTo("frame-too-large");
        member.fence();
        assertThat(member.heardSoFar()).isEmpty();
    }
}
