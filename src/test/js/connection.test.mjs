import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wait } from '../../main/resources/static/hubbub/backoff.js';
import { setUp, watch } from './fakes/hub.mjs';
import { randomOf } from './fakes/random.mjs';

const jwt = (claims) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;

test('a wait is anything between nothing and a bound that doubles up to the greatest', () => {
  const bounds = { min: 1_000, max: 15_000 };
  for (const [failures, most] of [[0, 1_000], [1, 2_000], [2, 4_000], [3, 8_000], [4, 15_000], [5_000, 15_000]]) {
    assert.equal(wait(failures, bounds, () => 0), 0);
    assert.equal(wait(failures, bounds, () => 0.5), most / 2);
    const random = randomOf(failures);
    const waits = Array.from({ length: 1_000 }, () => wait(failures, bounds, random));
    assert.ok(waits.every((ms) => ms >= 0 && ms < most));
    assert.ok(Math.max(...waits) > most * 0.9 && Math.min(...waits) < most * 0.1);
  }
});

test('a hub hears from the browser that the network went, and that it is there again', async (t) => {
  const network = new EventTarget();
  t.after(() => {
    delete globalThis.addEventListener;
    delete globalThis.removeEventListener;
  });
  globalThis.addEventListener = (...what) => network.addEventListener(...what);
  globalThis.removeEventListener = (...what) => network.removeEventListener(...what);
  const { clock, hub } = setUp();
  const states = [];
  hub.on('state', (state) => states.push(state));
  await clock.pass(100);
  network.dispatchEvent(new Event('online')); // tells nothing that is not known
  network.dispatchEvent(new Event('offline'));
  assert.equal(hub.state, 'disconnected');
  network.dispatchEvent(new Event('online'));
  assert.equal(hub.state, 'connecting');
  await clock.pass(100);
  assert.equal(hub.state, 'connected');
  await Promise.all([hub.close(), clock.pass(100)]);
  network.dispatchEvent(new Event('online'));
  assert.deepEqual(states, ['connecting', 'connected', 'disconnected', 'connecting', 'connected', 'closed']);
});

test('a hub comes back after each drop, waits longer while nobody answers, and starts anew after a steady connection', async () => {
  const { clock, server, hub } = setUp();
  const waits = [];
  hub.on('disconnected', ({ retryIn }) => waits.push(retryIn));
  await clock.pass(60_000);
  server.accepts = false;
  server.drop();
  await clock.pass(14_000);
  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 7_500].slice(0, waits.length));
  assert.ok(waits.length >= 4);
  server.accepts = true;
  await clock.pass(60_000);
  assert.equal(hub.state, 'connected');
  server.drop();
  assert.equal(waits.at(-1), 500);
});

test('a hub tells what happens, and who it is', async () => {
  const { clock, server, hub } = setUp();
  const heard = [];
  hub.on('state', (state) => heard.push(state));
  hub.on('connected', ({ user, client }) => heard.push(`${user} ${client}`));
  hub.on('disconnected', ({ code }) => heard.push(code));
  await clock.pass(100);
  server.drop(1012);
  await clock.pass(2_000);
  assert.deepEqual(heard, ['connecting', 'connected', 'me c1', 'disconnected', 1012, 'connecting', 'connected', 'me c2']);
  assert.deepEqual([hub.user, hub.client], ['me', 'c2']);
});

for (const code of [4500, 4506, 4509, 4517, 4518, 4999]) {
  test(`a close with ${code} is for good, and rejects what waits`, async () => {
    const { clock, server, hub, lobby } = setUp();
    const room = lobby();
    await clock.pass(100);
    server.refuse = ({ command }) => command === 'SEND' && 'ignore';
    const flying = watch(room.send('message', 'on its way'));
    await clock.pass(100);
    server.drop(code);
    await clock.pass(600_000);
    assert.equal(hub.state, 'closed');
    assert.equal(server.sockets.length, 1);
    assert.equal(flying.outcome.error.code, 'unknown-outcome');
    assert.equal(room.state, 'refused');
  });
}

for (const code of [1000, 1001, 1006, 1012, 4000, 4001, 4003, 4004, 4006, 4011, 4499]) {
  test(`after a close with ${code} a hub comes back`, async () => {
    const { clock, server, hub } = setUp();
    await clock.pass(100);
    server.drop(code);
    await clock.pass(20_000);
    assert.equal(hub.state, 'connected');
  });
}

test('reconnect() ends the wait', async () => {
  const { clock, server, hub } = setUp({ backoff: { min: 100_000, max: 100_000 } });
  await clock.pass(100);
  server.drop();
  await clock.pass(1_000);
  assert.equal(hub.state, 'disconnected');
  hub.reconnect();
  await clock.pass(100);
  assert.equal(hub.state, 'connected');
  await clock.pass(200_000);
  assert.equal(server.sockets.length, 2);
});

test('a server that takes the socket and says nothing is given up', async () => {
  const { clock, server, hub } = setUp();
  server.refuse = () => 'ignore';
  await clock.pass(15_200);
  assert.equal(hub.state, 'disconnected');
  server.refuse = () => null;
  await clock.pass(1_000);
  assert.equal(hub.state, 'connected');
});

test('a connection whose heart-beats stay away is given up', async (t) => {
  let beat = null; // StompJs looks at each beat for how long nothing came
  t.mock.method(globalThis, 'setInterval', (act, every) => (beat = { act, every }));
  const { clock, server, hub } = setUp();
  server.connected = { 'heart-beat': '10000,10000' };
  await clock.pass(100);
  const lost = [];
  hub.on('disconnected', ({ code }) => lost.push(code));
  const now = Date.now();
  t.mock.method(Date, 'now', () => now + 19_000);
  beat.act();
  assert.deepEqual([beat.every, lost], [10_000, []]);
  t.mock.method(Date, 'now', () => now + 30_000);
  beat.act();
  await clock.pass(2_000);
  assert.deepEqual([lost, server.sockets.length], [[4001], 2]);
});

test('close() says goodbye and ends it for good', async () => {
  const { clock, server, hub } = setUp();
  await clock.pass(100);
  await Promise.all([hub.close(), clock.pass(100)]);
  await clock.pass(60_000);
  assert.equal(server.frames.at(-1).command, 'DISCONNECT');
  assert.deepEqual([hub.state, server.sockets.length, server.open.length], ['closed', 1, 0]);
});

test('close() of a server that does not answer takes two seconds', async () => {
  const { clock, server, hub } = setUp();
  await clock.pass(100);
  server.refuse = () => 'ignore';
  const closed = watch(hub.close());
  await clock.pass(1_900);
  assert.equal(closed.outcome, null);
  await clock.pass(200);
  assert.ok(closed.outcome);
});

test('each connection asks for a token afresh', async () => {
  let count = 0;
  const { clock, server } = setUp({ token: async () => `t${++count}` });
  await clock.pass(100);
  server.drop();
  await clock.pass(2_000);
  assert.deepEqual(server.sent('CONNECT').map(({ headers }) => headers.Authorization), ['Bearer t1', 'Bearer t2']);
});

test('a token that cannot be had is told, and asked for again', async () => {
  let count = 0;
  const { clock, hub } = setUp({ token: () => (++count < 3 ? Promise.reject(new Error('away')) : 'x') });
  const errors = [];
  hub.on('error', (error) => errors.push(error.cause.message));
  await clock.pass(10_000);
  assert.deepEqual([errors, hub.state], [['away', 'away'], 'connected']);
});

test('a refused token is followed by a fresh one, and two of them by nothing', async () => {
  const refused = setUp({ token: () => 'bad' });
  refused.server.refuse = ({ command }) => command === 'CONNECT' && { code: 'bad-credentials', close: 4516 };
  await refused.clock.pass(60_000);
  assert.deepEqual([refused.hub.state, refused.server.sockets.length], ['closed', 2]);

  let count = 0;
  const { clock, server, hub } = setUp({ token: () => (++count === 1 ? 'bad' : 'good') });
  server.refuse = ({ headers }) => headers.Authorization === 'Bearer bad' && { code: 'bad-credentials', close: 4516 };
  await clock.pass(60_000);
  assert.equal(hub.state, 'connected');
});

test('each connection that was made earns a refused token another try', async () => {
  let isBad = false;
  const { clock, server, hub } = setUp({ token: () => (isBad ? 'bad' : 'good') });
  server.refuse = ({ headers }) => headers.Authorization === 'Bearer bad' && { code: 'bad-credentials', close: 4516 };
  hub.on('disconnected', ({ code }) => (isBad = code !== 4516));
  await clock.pass(100);
  for (let n = 0; n < 2; n++) {
    server.drop();
    await clock.pass(10_000);
  }
  assert.deepEqual([hub.state, server.sent('CONNECT').length], ['connected', 5]);
});

test('a fresh token that comes when the connection is another one is not shown to it', async () => {
  const asked = [];
  const { clock, server } = setUp({
    token: () => {
      const token = jwt({ exp: clock.now() / 1_000 + 60 });
      return asked.push(null) === 2 ? new Promise((resolve) => (asked[1] = () => resolve(token))) : token;
    },
  });
  await clock.pass(50_000);
  server.drop();
  await clock.pass(3_000);
  asked[1]();
  await clock.pass(1_000);
  assert.deepEqual([asked.length, server.sent('CONNECT').length, server.sent('SEND').length], [3, 2, 0]);
});

test('a refused password ends it', async () => {
  const { clock, server, hub } = setUp({ login: 'alice', passcode: 'no' });
  server.refuse = ({ command }) => command === 'CONNECT' && { code: 'bad-credentials', close: 4516 };
  const closed = [];
  hub.on('closed', ({ code, error }) => closed.push(code, error.code));
  await clock.pass(60_000);
  assert.deepEqual([server.sockets.length, closed], [1, [4516, 'bad-credentials']]);
  assert.deepEqual([server.frames[0].headers.login, server.frames[0].headers.guest], ['alice', undefined]);
});

test('a token is renewed on the living connection before it ends', async () => {
  const ends = [];
  const { clock, server, hub } = setUp({
    token: () => {
      ends.push(clock.now() + 60_000);
      return jwt({ exp: ends.at(-1) / 1_000 });
    },
  });
  await clock.pass(49_000);
  const shown = () => server.sent('SEND').filter(({ headers }) => headers.destination === '/app/session/token');
  assert.deepEqual(shown().map(({ body }) => body), [jwt({ exp: ends[1] / 1_000 })]);
  await clock.pass(48_000);
  assert.deepEqual([shown().length, hub.state, server.sockets.length], [2, 'connected', 1]);
});

test('a token that the server ended is followed by a connection with a fresh one', async () => {
  const { clock, server, hub } = setUp({ token: () => jwt({ exp: 1 }) }); // over, says this clock
  await clock.pass(60_000);
  assert.equal(server.sent('SEND').length, 0);
  server.drop(4004);
  await clock.pass(2_000);
  assert.equal(hub.state, 'connected');
});

test('a guest keeps its secret over connections, and the given one over hubs', async () => {
  const secrets = ({ server }) => server.sent('CONNECT').map(({ headers }) => headers.guest);
  const one = setUp();
  await one.clock.pass(100);
  one.server.drop();
  await one.clock.pass(2_000);
  assert.match(secrets(one)[0], /^[A-Za-z0-9_-]{43}$/);
  assert.equal(secrets(one)[0], secrets(one)[1]);
  const kept = setUp({ guest: 'kept-by-the-page-1' });
  await kept.clock.pass(100);
  assert.deepEqual(secrets(kept), ['kept-by-the-page-1']);
});

test('SockJS is tried in turn where no WebSocket ever opened, and not after one did', async () => {
  const kinds = [];
  const make = (accepts) => {
    const set = setUp({ SockJS: class { constructor(url) { kinds.push(url); return new set.server.WebSocket(url); } } });
    set.server.accepts = accepts;
    return set;
  };
  const blocked = make(false);
  await blocked.clock.pass(600);
  assert.equal(kinds.length, 1);
  assert.equal(kinds[0], 'http://fake/sockjs');
  const open = make(true);
  await open.clock.pass(100);
  open.server.accepts = false;
  open.server.drop();
  await open.clock.pass(30_000);
  assert.equal(kinds.length, 1);
});
