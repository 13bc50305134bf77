package io.hubbub.room;

import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.List;

/** Lists the rooms that exist, which the server itself never needs to do for one namespace. */
public final class Existing {

    private Existing() {}

    public static List<RoomName> roomsIn(Rooms rooms, String namespace) {
        List<RoomName> names = new ArrayList<>();
        rooms.census((name, _) -> {
            if (name.namespace().equals(namespace)) {
                names.add(name);
            }
        });
        return names;
    }
}
