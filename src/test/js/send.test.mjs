import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LOBBY, listen, setUp, watch } from './fakes/hub.mjs';

async function joined(options) {
  const set = setUp(options);
  const room = set.lobby();
  await set.clock.pass(100);
  return { ...set, room, sends: () => set.server.sent('SEND') };
}

test('a send resolves with the position when it is stored, and without one where there is none', async () => {
  const { clock, server, room } = await joined();
  const stored = watch(room.send('message', { text: 'hi' }));
  await clock.pass(100);
  assert.deepEqual(stored.outcome.value, { position: 'e1:1' });
  server.publish = () => undefined;
  const unstored = watch(room.send('message', 'hi'));
  await clock.pass(100);
  assert.deepEqual(unstored.outcome.value, { position: null });
});

test('bodies travel as text, as JSON, as bytes, or not at all', async () => {
  const { clock, room, sends } = await joined();
  for (const body of ['text', { a: 1 }, null, [1], 7, new Uint8Array([104, 105]), undefined]) room.send('x', body);
  await clock.pass(100);
  assert.deepEqual(
    sends().map(({ headers, body }) => [headers['content-type'], body]),
    [
      ['text/plain;charset=utf-8', 'text'],
      ['application/json', '{"a":1}'],
      ['application/json', 'null'],
      ['application/json', '[1]'],
      ['application/json', '7'],
      ['application/octet-stream', 'hi'],
      [undefined, ''],
    ],
  );
});

test('flags become headers, and can be kept', async () => {
  const { clock, room, sends } = await joined();
  const quiet = room.broadcast;
  quiet.volatile.send('typing', {});
  quiet.to('a').also('b').except('c', 'd').send('x', '', { headers: { 'x-k': '1' } });
  quiet.send('y', '');
  await clock.pass(100);
  const flags = sends().map(({ headers: { event, echo, volatile, also, except, 'x-k': k } }) => [event, echo, volatile, also, except, k]);
  assert.deepEqual(flags, [
    ['typing', 'false', 'true', undefined, undefined, undefined],
    ['x', 'false', undefined, 'a,b', 'c,d', '1'],
    ['y', 'false', undefined, undefined, undefined, undefined],
  ]);
});

test('a header that is not the sender\'s own is refused', async () => {
  const { room } = await joined();
  await assert.rejects(room.send('x', '', { headers: { receipt: '1' } }), { code: 'bad-header' });
});

test('what is sent while offline goes out on return, in order, behind what had no answer', async () => {
  const { clock, server, room, sends } = await joined();
  server.refuse = ({ command }) => command === 'SEND' && 'ignore';
  const seen = [watch(room.send('message', '1')), watch(room.send('message', '2'))];
  await clock.pass(100);
  server.drop();
  seen.push(watch(room.send('message', '3')));
  server.refuse = () => null;
  await clock.pass(2_000);
  assert.deepEqual(sends().map(({ body }) => body), ['1', '2', '1', '2', '3']);
  const ids = sends().map(({ headers }) => headers.id);
  assert.deepEqual([ids[2], ids[3], new Set(ids).size], [ids[0], ids[1], 3]);
  assert.deepEqual(seen.map(({ outcome }) => outcome.value.position), ['e1:1', 'e1:2', 'e1:3']);
});

test('rooms are entered, in the order of the joins, before anything is sent', async () => {
  const { clock, server, hub } = setUp();
  const rooms = ['b', 'a', 'c'].map((name) => hub.namespace('chat').join(name));
  rooms[2].send('message', 'x');
  await clock.pass(100);
  const order = ['b', 'a', 'c', 'c'].map((name) => `/topic/chat/${name}`);
  const shown = () => server.frames.filter(({ headers }) => headers.destination?.startsWith('/topic/')).map(({ headers }) => headers.destination);
  assert.deepEqual(shown(), order);
  server.frames = [];
  server.drop();
  rooms[2].send('message', 'x');
  await clock.pass(2_000);
  assert.deepEqual(shown(), order);
});

test('no more than the window is without an answer', async () => {
  const { clock, server, room, sends } = await joined({ buffer: { window: 3 } });
  server.refuse = ({ command }) => command === 'SEND' && 'ignore';
  for (let n = 0; n < 10; n++) watch(room.send('message', `${n}`));
  await clock.pass(1_000);
  assert.equal(sends().length, 3);
});

test('a full buffer rejects by count and by bytes, and takes more when it is emptier', async () => {
  const { clock, server, room } = await joined({ buffer: { count: 2, bytes: 10 } });
  server.drop();
  const first = watch(room.send('message', '123456'));
  await assert.rejects(room.send('message', 'ééé'), { code: 'buffer-full' });
  const second = watch(room.send('message', 'éé'));
  await assert.rejects(room.send('message', ''), { code: 'buffer-full' });
  await clock.pass(2_000);
  assert.ok(first.outcome.value && second.outcome.value);
  const third = watch(room.send('message', '1234567890'));
  await clock.pass(100);
  assert.ok(third.outcome.value);
});

test('a refusal rejects that one alone, with code, message and data', async () => {
  const { clock, server, room } = await joined();
  server.refuse = ({ body }) => body === '2' && { code: 'muted', message: 'You are muted', data: { minutes: 5 } };
  const seen = ['1', '2', '3'].map((body) => watch(room.send('message', body)));
  await clock.pass(100);
  const { code, message, data } = seen[1].outcome.error;
  assert.deepEqual({ code, message, data }, { code: 'muted', message: 'You are muted', data: { minutes: 5 } });
  assert.ok(seen[0].outcome.value && seen[2].outcome.value);
});

for (const isCut of [false, true]) {
  test(`what an ERROR to come back after names goes out again, in order, ${isCut ? 'also where its close is cut' : 'as all behind it'}`, async () => {
    const { clock, server, hub, room, sends } = await joined();
    server.refuse = ({ body }) => body === '2' && { code: 'shutting-down', close: 1012, isCut };
    const seen = ['1', '2', '3'].map((body) => watch(room.send('message', body)));
    await clock.pass(100);
    assert.equal(hub.state, 'disconnected');
    server.refuse = () => null;
    seen.push(watch(room.send('message', '4')));
    await clock.pass(5_000);
    assert.deepEqual(sends().slice(-3).map(({ body }) => body), ['2', '3', '4']);
    assert.deepEqual(seen.map(({ outcome }) => outcome?.value?.position), ['e1:1', 'e1:2', 'e1:3', 'e1:4']);
  });
}

test('an ERROR that says not to come back counts where its close is cut', async () => {
  const { clock, server, hub, room } = await joined();
  server.refuse = ({ body }) => body === '1' && { code: 'locked', close: 4517, isCut: true };
  const seen = watch(room.send('message', '1'));
  await clock.pass(5_000);
  assert.deepEqual([seen.outcome.error.code, hub.state], ['locked', 'closed']);
});

test('one that is refused in the middle of others is not overtaken by those behind it', async () => {
  const { clock, server, room, sends } = await joined();
  let isFull = true;
  server.refuse = ({ body }) => body === '2' && isFull && { code: 'storage-full' };
  const seen = ['1', '2', '3'].map((body) => watch(room.send('message', body)));
  await clock.pass(100);
  isFull = false;
  seen.push(watch(room.send('message', '4')));
  await clock.pass(2_000);
  assert.deepEqual(server.room(LOBBY).log.map(({ body }) => body), ['1', '2', '3', '4']);
  assert.deepEqual(seen.map(({ outcome }) => outcome?.value?.position), ['e1:1', 'e1:2', 'e1:3', 'e1:4']);
  assert.deepEqual(sends().map(({ headers }) => headers.run), ['1', '1', '1', '2', '2', '2']);
});

test('what the server fails on is tried again, and given up so that those behind it go out', async () => {
  const { clock, server, room, sends } = await joined();
  server.refuse = ({ body }) => body === '1' && { code: 'server-error' };
  const seen = ['1', '2'].map((body) => watch(room.send('message', body)));
  await clock.pass(100);
  assert.deepEqual([seen[0].outcome, seen[1].outcome], [null, null]);
  await clock.pass(60_000);
  assert.deepEqual([seen[0].outcome.error.code, seen[1].outcome.value.position], ['server-error', 'e1:1']);
  assert.equal(sends().filter(({ body }) => body === '1').length, 5);
});

test('a question on which the server fails is not asked twice', async () => {
  const { clock, server, room, sends } = await joined();
  server.refuse = ({ command }) => command === 'SEND' && { code: 'server-error' };
  const seen = watch(room.ask('lunch', '?'));
  await clock.pass(60_000);
  assert.deepEqual([seen.outcome.error.code, sends().length], ['server-error', 1]);
});

test('a question that the server would not take as it goes is asked on return', async () => {
  const { clock, server, room, sends } = await joined();
  server.refuse = ({ command }) => command === 'SEND' && { code: 'shutting-down', close: 1012 };
  const seen = watch(room.ask('lunch', '?'));
  await clock.pass(100);
  server.refuse = () => null;
  await clock.pass(5_000);
  assert.deepEqual([seen.outcome, sends().length], [null, 2]);
});

for (const [code, number] of [['too-many-messages'], ['too-many-bytes'], ['storage-full'], ['of-a-later-server', 4017]]) {
  test(`after ${code} nothing is sent for a while, and then from the refused one on`, async () => {
    const { clock, server, room, sends } = await joined();
    server.refuse = ({ command }) => command === 'SEND' && { code, number };
    const seen = ['1', '2', '3'].map((body) => watch(room.send('message', body)));
    await clock.pass(900);
    seen.push(watch(room.send('message', '4')));
    assert.equal(sends().length, 3);
    server.refuse = () => null;
    await clock.pass(500);
    assert.deepEqual(sends().slice(3).map(({ body }) => body), ['1', '2', '3', '4']);
    assert.deepEqual(seen.map(({ outcome }) => outcome.value.position), ['e1:1', 'e1:2', 'e1:3', 'e1:4']);
  });
}

test('a frame that breaks the rules is given up, and the hub comes back for the others', async () => {
  const { clock, server, hub, room } = await joined();
  server.refuse = ({ body }) => body === 'huge' && { code: 'frame-too-large', close: 4501 };
  const seen = ['huge', 'small'].map((body) => watch(room.send('message', body)));
  await clock.pass(5_000);
  assert.equal(seen[0].outcome.error.code, 'frame-too-large');
  assert.ok(seen[1].outcome.value);
  assert.equal(hub.state, 'connected');
});

test('after the time in which ids are known, what was on its way is not sent again, and what was not is', async () => {
  const { clock, server, room, sends } = await joined({ buffer: { window: 1 } });
  server.refuse = ({ command }) => command === 'SEND' && 'ignore';
  const flying = watch(room.send('message', 'flying'));
  const waiting = watch(room.send('message', 'waiting'));
  await clock.pass(100);
  server.accepts = false;
  server.drop();
  await clock.pass(290_000);
  server.accepts = true;
  server.refuse = () => null;
  await clock.pass(20_000);
  assert.equal(flying.outcome.error.code, 'unknown-outcome');
  assert.ok(waiting.outcome.value);
  assert.deepEqual(sends().map(({ body }) => body), ['flying', 'waiting']);
});

test('what was on its way is not sent again by somebody else, and what was not is', async () => {
  const { clock, server, room, sends } = await joined({ buffer: { window: 1 } });
  server.refuse = ({ command }) => command === 'SEND' && 'ignore';
  const [flying, waiting] = ['flying', 'waiting'].map((body) => watch(room.send('message', body)));
  await clock.pass(100);
  server.connected = { 'user-name': 'another' };
  server.refuse = () => null;
  server.drop();
  await clock.pass(3_000);
  assert.equal(flying.outcome.error.code, 'unknown-outcome');
  assert.deepEqual([waiting.outcome.value, sends().map(({ body }) => body)], [{ position: 'e1:1' }, ['flying', 'waiting']]);
});

test('the time in which an id is known counts from the first time it was sent', async () => {
  const { clock, server, room, sends } = await joined();
  server.refuse = ({ command }) => command === 'SEND' && 'ignore';
  const seen = watch(room.send('message', 'x'));
  for (const later of [200_000, 95_000]) {
    await clock.pass(later);
    server.drop();
  }
  await clock.pass(20_000);
  assert.deepEqual([seen.outcome.error.code, sends().length], ['unknown-outcome', 2]);
});

test('the pauses double while nothing is taken, and begin anew after something was', async () => {
  const { clock, server, room, sends } = await joined();
  server.refuse = ({ command }) => command === 'SEND' && { code: 'storage-full' };
  watch(room.send('message', 'x'));
  await clock.pass(3_500); // sent at 0, 1 and 3 s
  assert.equal(sends().length, 3);
  server.refuse = () => null;
  await clock.pass(10_000);
  server.refuse = ({ command }) => command === 'SEND' && { code: 'storage-full' };
  watch(room.send('message', 'y'));
  await clock.pass(1_500);
  assert.equal(sends().filter(({ body }) => body === 'y').length, 2);
});

test('a refusal of what was sent twice does not say that the first was not taken', async () => {
  const { clock, server, room } = await joined();
  server.refuse = ({ command }) => command === 'SEND' && 'ignore';
  const seen = watch(room.send('message', 'x'));
  await clock.pass(100);
  server.refuse = ({ command }) => command === 'SEND' && { code: 'banned' };
  server.drop();
  await clock.pass(2_000);
  assert.deepEqual([seen.outcome.error.code, seen.outcome.error.cause.code], ['unknown-outcome', 'banned']);
});

test('a volatile message is dropped while offline, and does not wait', async () => {
  const { clock, server, room, sends } = await joined();
  const sent = watch(room.volatile.send('typing'));
  await clock.pass(100);
  server.drop();
  const dropped = watch(room.volatile.send('typing'));
  await clock.pass(2_000);
  assert.deepEqual([sent.outcome.value, dropped.outcome.value, sends().length], [{ dropped: false }, { dropped: true }, 1]);
});

test('a question is answered with who answered and who did not', async () => {
  const { clock, server, room, sends } = await joined();
  const seen = watch(room.ask('lunch', '?', { timeout: 2_000 }));
  await clock.pass(100);
  const { headers } = sends()[0];
  assert.deepEqual([headers.ask, headers.id, seen.outcome], ['2000', undefined, null]);
  const answers = { answers: [{ client: 'c9', user: 'bob', body: 'pizza' }], missing: [] };
  const message = { 'content-type': 'application/json', 'correlation-id': headers['correlation-id'], event: 'answers', body: JSON.stringify(answers) };
  server.deliver(server.open[0], 'replies', '/user/queue/replies', 'a:1', message);
  await clock.pass(100);
  assert.deepEqual(seen.outcome.value, answers);
});

test('a question whose answers can no longer come is rejected', async () => {
  const { clock, server, room, sends } = await joined();
  const taken = watch(room.ask('lunch', '?'));
  await clock.pass(100);
  server.refuse = ({ command }) => command === 'SEND' && 'ignore';
  const flying = watch(room.ask('lunch', '?'));
  await clock.pass(100);
  server.drop();
  await clock.pass(2_000);
  assert.deepEqual([taken.outcome.error.code, flying.outcome.error.code], ['connection-lost', 'unknown-outcome']);
  assert.equal(sends().length, 2);
});

test('a question that is refused after it was taken is rejected', async () => {
  const { clock, server, room, sends } = await joined();
  const seen = watch(room.ask('lunch', '?'));
  await clock.pass(100);
  const body = JSON.stringify({ code: 'answers-full', message: 'Full', receipt: sends()[0].headers.receipt });
  server.deliver(server.open[0], 'errors', '/user/queue/errors', 'e:1', { body });
  await clock.pass(100);
  assert.equal(seen.outcome.error.code, 'answers-full');
});

test('whoever is asked may reply', async () => {
  const { clock, server, room, sends } = await joined();
  const heard = listen(room);
  server.publish(LOBBY, '?', { 'reply-to': '/reply/1' });
  server.publish(LOBBY, 'no question');
  await clock.pass(100);
  const seen = watch(heard[0].reply({ pizza: true }));
  await clock.pass(100);
  assert.deepEqual([sends()[0].headers.destination, sends()[0].body, !!seen.outcome.value], ['/reply/1', '{"pizza":true}', false]);
  assert.equal('value' in seen.outcome, true);
  assert.equal(heard[1].reply, undefined);
});
