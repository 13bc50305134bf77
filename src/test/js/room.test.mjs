import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOBBY, listen, setUp, watch } from './fakes/hub.mjs';

/** A hub in the lobby, with all that the room delivers and says of itself. */
async function joined(options, before = () => {}) {
  const set = setUp();
  before(set.server);
  const room = set.lobby(options);
  const heard = listen(room);
  const said = [];
  for (const event of ['recovered', 'gap', 'refused', 'state']) room.on(event, (value) => said.push([event, value]));
  await set.clock.pass(100);
  const texts = () => heard.map(({ text }) => text);
  const joins = () => set.server.sent('SUBSCRIBE').filter(({ headers }) => headers.destination === LOBBY);
  const comeBack = async () => {
    set.server.drop();
    await set.clock.pass(3_000);
  };
  return { ...set, room, heard, said, texts, joins, comeBack };
}

const publish = (server, ...bodies) => bodies.forEach((body) => server.publish(LOBBY, body));

test('a message says what it is, from whom, and whether it is one\'s own', async () => {
  const { clock, server, room, heard } = await joined();
  const messages = [];
  room.on('said', (message) => messages.push(message));
  server.publish(LOBBY, '{"a":1}', { event: 'said', 'content-type': 'application/json', 'x-k': 'v' });
  room.send('said', 'mine');
  server.publish(LOBBY, '', { event: 'other', volatile: 'true' });
  await clock.pass(100);
  assert.equal(messages.length, 2);
  const [{ headers, sentAt, ...message }, mine] = messages;
  assert.deepEqual(message, {
    namespace: 'chat', room: 'lobby', id: 'e1:1', position: 'e1:1', event: 'said', body: { a: 1 }, text: '{"a":1}',
    from: 'other', client: 'other', volatile: false, replayed: false, own: false,
  });
  assert.deepEqual([headers['x-k'], typeof sentAt, mine.own, mine.body], ['v', 'number', true, 'mine']);
  assert.deepEqual([heard[1].event, heard[1].volatile, heard[1].position], ['other', true, null]);
});

test('a live message that comes before the answer to the join is not read twice after a return', async () => {
  const { server, texts, comeBack } = await joined({}, (server) => {
    server.beforeJoined = () => {
      server.beforeJoined = () => {};
      publish(server, 'early');
    };
  });
  assert.deepEqual(texts(), ['early']);
  await comeBack();
  assert.deepEqual(texts(), ['early']);
});

test('a body is JSON, text or bytes, as its type says', async () => {
  const { clock, server, heard } = await joined();
  for (const type of ['application/json', 'application/x+json;charset=utf-8', 'text/html', undefined, 'application/octet-stream']) {
    server.publish(LOBBY, '[1]', { 'content-type': type });
  }
  server.publish(LOBBY, '{broken', { 'content-type': 'application/json' });
  await clock.pass(100);
  const bytes = new TextEncoder().encode('[1]');
  assert.deepEqual(heard.map(({ body }) => body), [[1], [1], '[1]', '[1]', bytes, '{broken']);
});

test('a handler that is taken off hears no more, and one for once hears once', async () => {
  const { clock, server, room } = await joined();
  const heard = [];
  const on = () => heard.push('on');
  room.on('message', on);
  const end = room.on('message', () => heard.push('ended'));
  room.once('message', () => heard.push('once'));
  publish(server, '1');
  await clock.pass(100);
  room.off('message', on);
  end();
  publish(server, '2');
  await clock.pass(100);
  assert.deepEqual(heard, ['on', 'ended', 'once']);
});

test('joining again gives the same room, and its own events keep their names to themselves', async () => {
  const { clock, server, hub, room, said, heard } = await joined();
  assert.equal(hub.namespace('chat').join('lobby'), room);
  server.publish(LOBBY, 'x', { event: 'gap' });
  await clock.pass(100);
  assert.deepEqual(said, [['state', 'joined']]);
  assert.deepEqual(heard.map(({ event }) => event), ['gap']);
});

test('a room comes back to where it was, and hears what it missed', async () => {
  const { server, said, texts, joins, comeBack, room, clock } = await joined();
  publish(server, '1', '2');
  await clock.pass(100);
  server.drop();
  publish(server, '3', '4');
  await comeBack();
  publish(server, '5');
  await clock.pass(100);
  assert.deepEqual(texts(), ['1', '2', '3', '4', '5']);
  assert.deepEqual(joins().map(({ headers }) => headers.since), [undefined, 'e1:2']);
  assert.deepEqual(said, [['state', 'joined'], ['state', 'away'], ['state', 'joining'], ['state', 'joined'], ['recovered', { missed: 2 }]]);
  assert.equal(room.position, 'e1:5');
});

test('a room that heard nothing yet recovers from where it joined', async () => {
  const { server, texts, said, comeBack } = await joined({}, (server) => publish(server, 'before'));
  server.drop();
  publish(server, '1');
  await comeBack();
  assert.deepEqual([texts(), said.at(-1)], [['1'], ['recovered', { missed: 1 }]]);
});

test('recovering twice in a row loses nothing', async () => {
  const { server, texts, comeBack } = await joined();
  for (const body of ['1', '2', '3']) {
    server.drop();
    publish(server, body);
    await comeBack();
  }
  assert.deepEqual(texts(), ['1', '2', '3']);
});

test('a volatile message moves no position', async () => {
  const { clock, server, joins, comeBack } = await joined();
  publish(server, '1');
  server.publish(LOBBY, '', { volatile: 'true' });
  await clock.pass(100);
  await comeBack();
  assert.equal(joins()[1].headers.since, 'e1:1');
});

test('history is replayed first and says so, and is not asked for again', async () => {
  const { clock, server, heard, texts, joins, comeBack } = await joined({ history: 2 }, (server) => publish(server, '1', '2', '3'));
  publish(server, '4');
  await clock.pass(100);
  assert.deepEqual([texts(), heard.map(({ replayed }) => replayed)], [['2', '3', '4'], [true, true, false]]);
  await comeBack();
  assert.deepEqual(joins().map(({ headers: { history, since } }) => [history, since]), [['2', undefined], [undefined, 'e1:4']]);
  assert.deepEqual(texts(), ['2', '3', '4']);
});

test('a replay that a drop cut short is continued where it ended', async () => {
  const { clock, server, lobby } = setUp();
  publish(server, '1', '2', '3', '4');
  let sent = 0;
  const deliver = server.deliver.bind(server);
  server.deliver = (...what) => ++sent !== 3 && deliver(...what);
  const room = lobby({ history: 4 });
  const heard = listen(room);
  room.onAny(({ length }) => sent === 4 && heard.length === 2 && server.drop());
  await clock.pass(3_000);
  assert.deepEqual(heard.map(({ text }) => text), ['1', '2', '3', '4']);
});

test('a return may be bounded', async () => {
  const { server, texts, said, joins, comeBack } = await joined({ recover: 2 });
  server.drop();
  publish(server, '1', '2', '3', '4', '5');
  await comeBack();
  assert.equal(joins()[1].headers.history, '2');
  assert.deepEqual([texts(), said.at(-1)], [['4', '5'], ['gap', { lost: 0, skipped: 3, missed: 2 }]]);
});

test('what is no longer kept is a gap that says how many are lost', async () => {
  const { server, texts, said, comeBack } = await joined();
  server.drop();
  publish(server, '1', '2', '3');
  server.room(LOBBY).oldest = 3;
  await comeBack();
  assert.deepEqual([texts(), said.at(-1)], [['3'], ['gap', { lost: 2, skipped: 0, missed: 1 }]]);
});

test('another epoch is a gap of unknown size, and its messages are no duplicates', async () => {
  const { clock, server, texts, said, comeBack } = await joined();
  publish(server, '1', '2');
  await clock.pass(100);
  server.drop();
  server.rooms.set(LOBBY, { epoch: 'e2', log: [], oldest: 1 });
  publish(server, 'new');
  await comeBack();
  assert.deepEqual([texts(), said.at(-1)], [['1', '2', 'new'], ['gap', { lost: null, skipped: 0, missed: 1 }]]);
});

test('a room can begin where the page was', async () => {
  const { texts, said } = await joined({ since: 'e1:1' }, (server) => publish(server, '1', '2'));
  assert.deepEqual([texts(), said.at(-1)], [['2'], ['recovered', { missed: 1 }]]);
});

test('a message that comes twice is heard once', async () => {
  const { clock, server, texts } = await joined();
  publish(server, '1', '2');
  const [message] = server.room(LOBBY).log;
  server.deliver(server.open[0], 'room:chat/lobby', LOBBY, 'e1:1', message);
  await clock.pass(100);
  assert.deepEqual(texts(), ['1', '2']);
});

test('what was sent to all but oneself does not come back by recovery, others\' does', async () => {
  const { clock, server, room, texts, comeBack } = await joined();
  room.broadcast.send('message', 'mine');
  await clock.pass(100);
  server.publish(LOBBY, 'theirs', { echo: 'false' });
  await comeBack();
  assert.deepEqual(texts(), ['theirs']);
});

test('a refused join rejects, says so, and is not tried again', async () => {
  const { server, room, said, joins, comeBack, hub } = await joined({}, (server) => {
    server.refuse = ({ headers }) => headers.destination === LOBBY && { code: 'not-allowed', message: 'You are not allowed to do this' };
  });
  await assert.rejects(room.joined, { code: 'not-allowed', message: 'You are not allowed to do this' });
  assert.deepEqual(said.map(([event, value]) => [event, value.code ?? value]), [['state', 'refused'], ['refused', 'not-allowed']]);
  await comeBack();
  assert.equal(joins().length, 1);
  await assert.rejects(room.send('message', 'x'), { code: 'left' });
  server.refuse = () => null;
  assert.notEqual(hub.namespace('chat').join('lobby'), room);
});

test('who was banned while away is told, recovers nothing, and what waited is rejected', async () => {
  const { clock, server, room, said, texts } = await joined();
  server.drop();
  publish(server, 'secret');
  const waiting = watch(room.send('message', 'x'));
  server.refuse = ({ headers }) => headers.destination === LOBBY && { code: 'banned' };
  await clock.pass(3_000);
  assert.deepEqual([said.at(-1)[0], texts(), waiting.outcome.error.code], ['refused', [], 'banned']);
});

test('who is taken out of a room is told', async () => {
  const { clock, server, room, said } = await joined();
  const body = JSON.stringify({ code: 'not-allowed', message: 'You are not allowed to do this', destination: LOBBY });
  server.deliver(server.open[0], 'errors', '/user/queue/errors', 'e:1', { body });
  await clock.pass(100);
  assert.deepEqual([room.state, said.at(-1)[1].code], ['refused', 'not-allowed']);
});

test('a join that comes too fast is tried again', async () => {
  const { clock, server, room, joins } = await joined({}, (server) => {
    server.refuse = ({ headers }) => headers.destination === LOBBY && { code: 'too-many-messages' };
  });
  assert.equal(room.state, 'joining');
  server.refuse = () => null;
  await clock.pass(1_100);
  await room.joined;
  assert.deepEqual(joins().map(({ headers }) => headers.id), ['room:chat/lobby', 'room:chat/lobby']);
});

test('a room that waits to be joined again is left without a word', async () => {
  const { clock, server, hub, room, joins } = await joined({}, (server) => {
    server.refuse = ({ headers }) => headers.destination === LOBBY && { code: 'too-many-messages' };
  });
  await room.leave();
  server.refuse = () => null;
  await clock.pass(5_000);
  assert.deepEqual([joins().length, server.sent('UNSUBSCRIBE').length, hub.state], [1, 0, 'connected']);
});

test('leave() resolves when nothing comes any more, and there is no coming back', async () => {
  const { clock, server, hub, room, joins, texts, comeBack } = await joined();
  hub.on('message', ({ text }) => assert.fail(text));
  const left = watch(room.leave());
  publish(server, 'late');
  assert.equal(left.outcome, null);
  await clock.pass(100);
  assert.ok('value' in left.outcome);
  assert.deepEqual([texts(), room.state], [[], 'left']);
  await comeBack();
  assert.equal(joins().length, 1);
});

test('a leave before the join was answered leaves as soon as it is', async () => {
  const { clock, server, hub, lobby } = setUp();
  await clock.pass(100);
  const room = lobby();
  const left = watch(room.leave());
  await clock.pass(100);
  await assert.rejects(room.joined, { code: 'left' });
  assert.equal(server.sent('UNSUBSCRIBE').length, 1);
  assert.ok('value' in left.outcome);

  server.refuse = ({ command }) => command === 'SUBSCRIBE' && { code: 'not-allowed' };
  const refused = watch(lobby().leave());
  await clock.pass(100);
  assert.equal(server.sent('UNSUBSCRIBE').length, 1);
  assert.ok('value' in refused.outcome);
  assert.equal(hub.state, 'connected');
});

test('a room can be joined again after it was left, whatever is still on its way', async () => {
  const { clock, server, hub, lobby } = setUp();
  await clock.pass(100);
  for (let n = 0; n < 3; n++) lobby().leave();
  const room = lobby();
  const heard = listen(room);
  await clock.pass(100);
  publish(server, '1');
  await clock.pass(100);
  assert.deepEqual([heard.length, hub.state, server.open[0].subscriptions.size], [1, 'connected', 3]);
});

test('leaving gives up what waits, and not what is on its way', async () => {
  const { clock, server, room } = await joined();
  const flying = watch(room.send('message', 'bye'));
  room.leave();
  await clock.pass(100);
  assert.ok(flying.outcome.value);
  const { room: other, ...away } = await joined();
  away.server.drop();
  const waiting = watch(other.send('message', 'x'));
  await other.leave();
  await away.clock.pass(3_000);
  assert.equal(waiting.outcome.error.code, 'left');
  assert.equal(server.sent('SEND').length, 1);
});

test('a message of a room that the server chose comes to the hub', async () => {
  const { clock, server, hub, heard } = await joined();
  const messages = [];
  hub.on('message', (message) => messages.push(message));
  const [socket] = server.open;
  for (const room of ['/topic/chat/vip', LOBBY, '/topic/plain']) {
    server.deliver(socket, room, room, 'e1:1', { body: 'x', offset: 1 });
  }
  await clock.pass(100);
  assert.deepEqual(messages.map(({ namespace, room }) => `${namespace} ${room}`), ['chat vip', 'main plain']);
  assert.equal(heard.length, 0);
});

test('older messages are read over HTTP', async () => {
  const asked = [];
  const page = {
    oldest: 1,
    messages: [
      { position: 'e1:1', event: 'said', body: { a: 1 }, contentType: 'application/json', from: 'bob', client: 'c1', sentAt: 5, headers: { 'x-k': 'v' } },
      { position: 'e1:2', event: 'said', body: 'aGk=', encoding: 'base64', sentAt: 6 },
    ],
  };
  const fetch = async (url, { headers }) => {
    asked.push([url, headers.Authorization]);
    return { ok: true, json: async () => page };
  };
  const { clock, hub } = setUp({ fetch, token: () => 't' });
  const room = hub.namespace('chat').join('team/7 ü');
  await clock.pass(100);
  await room.history();
  const [first, second] = await room.history('e1:3', 20);
  const address = 'http://fake/api/namespaces/chat/rooms/messages?room=team%2F7+%C3%BC';
  assert.deepEqual(asked, [[`${address}&last=50`, 'Bearer t'], [`${address}&before=e1%3A3&limit=20`, 'Bearer t']]);
  assert.deepEqual([first.body, first.text, first.own, first.headers['x-k']], [{ a: 1 }, '{"a":1}', true, 'v']);
  assert.deepEqual([second.body, second.text, second.from], [new Uint8Array([104, 105]), 'hi', null]);
});

test('older messages that are too long for one answer are read in several, the oldest first', async () => {
  const asked = [];
  const pages = [[8, 9], [5, 6, 7], []]; // 4 of 5 are too old by now
  const fetch = async (url) => {
    const { searchParams: parameters } = new URL(url);
    asked.push([parameters.get('before'), parameters.get('limit') ?? parameters.get('last')]);
    const messages = pages.shift().map((n) => ({ position: `e1:${n}`, event: 'said', body: n, sentAt: n, headers: {} }));
    return { ok: true, json: async () => ({ oldest: 4, messages }) };
  };
  const { lobby } = setUp({ fetch });
  assert.deepEqual((await lobby().history(null, 6)).map(({ body }) => body), [5, 6, 7, 8, 9]);
  assert.deepEqual(asked, [[null, '6'], ['e1:8', '4'], ['e1:5', '1']]);
});

test('older messages that may not be read are refused with the server\'s code', async () => {
  const fetch = async () => ({ ok: false, status: 403, json: async () => ({ code: 'not-allowed', message: 'You are not allowed to do this' }) });
  const { lobby } = setUp({ fetch });
  await assert.rejects(lobby().history(), { code: 'not-allowed' });
});

test('a hub subscribes, asks and sends to controllers, and subscribes again on each connection', async () => {
  const { clock, server, hub } = setUp();
  const heard = [];
  const end = hub.subscribe('/user/queue/private', ({ body }) => heard.push(body));
  await clock.pass(100);
  server.drop();
  await assert.rejects(hub.send('/app/chat/name', 'Ann'), { code: 'connection-lost' });
  await clock.pass(3_000);
  server.deliver(server.open[0], 'on:/user/queue/private', '/user/queue/private', 'p:1', { body: 'psst' });
  const named = watch(hub.send('/app/chat/name', 'Ann'));
  const people = watch(hub.get('/app/chat/people', { room: 'lobby' }));
  await clock.pass(100);
  const { headers } = server.sent('SUBSCRIBE').at(-1);
  server.deliver(server.open[0], headers.id, '/app/chat/people', 'p:2', { body: '{"count":1}', 'content-type': 'application/json' });
  await clock.pass(100);
  assert.ok('value' in named.outcome);
  assert.deepEqual([heard, headers.room, people.outcome.value.body], [['psst'], 'lobby', { count: 1 }]);
  const lost = [watch(hub.get('/app/chat/rooms')), watch(hub.send('/app/chat/name', 'Bob'))];
  server.drop();
  await clock.pass(3_000);
  assert.deepEqual(lost.map(({ outcome }) => outcome.error.code), ['connection-lost', 'unknown-outcome']);
  end();
  await clock.pass(100);
  assert.equal(server.open[0].subscriptions.size, 2);
});
