// The chat page's state: what was said comes once, whichever way it comes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { initialState, reduce } from '../../main/resources/static/chat/state.js';

const ROOM = 'lobby';
const ME = { user: 'guest-me', client: 'c1' };

/** In the lobby as ME, after these events. */
const after = (...events) =>
  [{ type: 'connected', ...ME }, { type: 'joinAsked', room: ROOM }, { type: 'joined', room: ROOM }, ...events].reduce(
    reduce,
    { ...initialState, watched: false },
  ).conversations[0];

const messageOf = (n, more) => ({
  id: `e1:${n}`, at: n, user: 'bob', client: 'c2', name: 'Bob', ownId: null, text: `${n}`, isPast: false, ...more,
});
const said = (n, more) => ({ type: 'message', room: ROOM, message: messageOf(n, more) });
const asked = (message, text) => ({ type: 'sendAsked', key: 'room:lobby', message, text });
const older = (whole, ...numbers) => ({
  type: 'older', room: ROOM, messages: numbers.map((n) => messageOf(n)), before: numbers.length ? `e1:${numbers[0]}` : null, whole,
});
const texts = ({ items }) => items.map(({ text }) => text);
const waiting = ({ outgoing }) => outgoing.map(({ id }) => id);
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('the echo of an own message takes its place, that of the same text elsewhere does not', () => {
  const conversation = after(asked('a 1', 'yes'), asked('a 2', 'yes'), said(1, { ...ME, ownId: 'a 2', text: 'yes' }));
  assert.deepEqual(waiting(conversation), ['a 1']);
  assert.deepEqual(texts(conversation), ['yes']);
});

test('what an earlier visit perhaps sent is not shown as unsent when it turns out to be there', () => {
  const restored = {
    type: 'restored', conversation: { kind: 'room', name: ROOM }, outgoing: [{ id: 'old 1' }, { id: 'old 2' }],
  };
  const conversation = after(restored, said(1, { user: ME.user, client: 'gone', ownId: 'old 1', isPast: true }));
  assert.deepEqual(waiting(conversation), ['old 2']);
});

test('nobody else can make an own message go away', () => {
  assert.deepEqual(waiting(after(asked('a 1', 'yes'), said(1, { ownId: 'a 1', text: 'yes' }))), ['a 1']);
});

test('what was said before the page came is not news', () => {
  assert.equal(after(said(1, { isPast: true }), said(2), said(3, ME)).unread, 1);
});

test('older messages stand before the others, and the next page is asked for before them', () => {
  const conversation = after(said(8), said(9), older(false, 6, 7), older(true, 4, 5));
  assert.deepEqual(texts(conversation), ['4', '5', '6', '7', '8', '9']);
  assert.deepEqual([conversation.before, conversation.older], ['e1:4', 'none']);
});

test('a page of what is no talk is gone past', () => {
  const conversation = after(said(8), { ...older(false), before: 'e1:3' });
  assert.deepEqual([texts(conversation), conversation.before, conversation.older], [['8'], 'e1:3', 'more']);
});

test('the page keeps the last 500 and can read the rest again, and keeps what somebody went back for', () => {
  const cut = after(older(true), ...range(1, 501).map((n) => said(n)));
  assert.deepEqual([texts(cut).length, texts(cut)[0], cut.before, cut.older], [500, '2', 'e1:2', 'more']);
  const read = after(...range(51, 550).map((n) => said(n)), older(false, ...range(1, 50)), said(551));
  assert.deepEqual([texts(read).length, texts(read)[0], read.before], [550, '2', 'e1:2']);
});

test('what waits for the connection goes on waiting, and a look back that failed can be had again', () => {
  const conversation = after(
    said(1), asked('a 1', 'yes'), { type: 'disconnected', final: false, error: null }, { type: 'olderFailed', room: ROOM },
    { type: 'joined', room: ROOM },
  );
  assert.deepEqual([conversation.outgoing[0].failed, conversation.older], [null, 'more']);
});

test('a gap says how many are gone, where anybody knows', () => {
  const gap = (lost) => after({ type: 'gap', room: ROOM, lost }).items[0].text;
  assert.deepEqual([1, 12, null].map(gap), ['1 message is gone', '12 messages are gone', 'Older messages are gone']);
});
