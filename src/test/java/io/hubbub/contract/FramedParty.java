package io.hubbub.contract;

/** A client of a gateway that reads frames from a wire, for {@link FramedContract}. */
interface FramedParty extends Party {

    /** Sends something that is no frame; returns the code that the connection ends with. */
    String sendNonsense();

    /** Publishes a body that is too long; returns the code that the connection ends with. */
    String publishTooMuch(String room);
}
