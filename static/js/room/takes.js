/* What a live room does with each kind of event of the server's. */

export const TAKES = {
  welcome(room, event) {
    room.poll?.stop();
    room.poll = null;
    room.line = room.socket;
    room.log.epoch = event.epoch;
    room.people.here(event);
    room.may(event.can);
    room.hand?.show(room.people.raised(room.account));
    room.show("catching-up");
  },
  rights: (room, { can }) => room.may(can),
  live(room) {
    room.view.flush();
    room.view.unread.whole();
    room.live = true;
    if (document.hidden) room.tellHere();
    room.show(room.poll ? "slow" : "live");
    room.flush();
  },
  reset(room, { epoch }) {
    room.log.reset(epoch);
    room.view.clear();
    room.again();
  },
  entry: (room, event) => room.entry(event),
  posted: (room, { id, seq }) => (room.log.head >= seq ? room.settle(id) : undefined),
  error: (room, event) => room.refused(event),
  people: (room, event) => room.people.here(event),
  typing: (room, { people }) => room.people.typing(people),
  hands(room, { people }) {
    room.people.hands(people);
    room.hand?.show(room.people.raised(room.account));
    if (document.hidden) room.tellHere();
    if (room.hosts) room.changed();
  },
};
