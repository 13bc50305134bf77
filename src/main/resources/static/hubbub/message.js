// Messages as pages see them, and bodies as they travel.

import { HubbubError } from './error.js';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

const isJson = (type) => /^application\/(.+\+)?json\b/i.test(type);
const isText = (type) => type === '' || /^text\//i.test(type);

const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** `epoch:offset` as its two parts; null for the ids of what has no position. */
export function positionOf(id) {
  const parts = /^(.{2,}):(\d+)$/.exec(id ?? '');
  return parts && { epoch: parts[1], offset: Number(parts[2]) };
}

/** Whether `id` is `other` or was before it, in the same epoch. */
export function isNotAfter(id, other) {
  const [a, b] = [positionOf(id), positionOf(other)];
  return !!a && !!b && a.epoch === b.epoch && a.offset <= b.offset;
}

/** The namespace and the room of `/topic/...`; null for anything else. */
export function roomOf(destination) {
  const parts = /^\/topic\/(?:([^/]+)\/)?(.+)$/.exec(destination ?? '');
  return parts && { namespace: parts[1] ?? 'main', room: parts[2] };
}

export const destinationOf = (kind, namespace, room) => `/${kind}/${namespace}/${room}`;

function bodyOf(type, bytes) {
  if (!isJson(type)) return isText(type) ? decoder.decode(bytes) : bytes;
  const text = decoder.decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A MESSAGE frame as a message. */
export function messageOf(frame) {
  const { headers } = frame;
  const bytes = headers['content-encoding'] === 'base64' ? fromBase64(frame.body) : frame.binaryBody;
  const type = headers['content-type'] ?? '';
  const id = headers['message-id'] ?? '';
  return {
    ...roomOf(headers.destination),
    id,
    position: positionOf(id) ? id : null,
    event: headers.event ?? 'message',
    body: bodyOf(type, bytes),
    text: decoder.decode(bytes),
    from: headers.from ?? null,
    client: headers.client ?? null,
    sentAt: Number(headers['sent-at']) || null,
    headers: { ...headers },
    volatile: id.startsWith('v:'),
    replayed: false,
    own: false,
  };
}

/** A message of the HTTP API as a message. */
export function messageOfHistory(json, namespace, room) {
  const bytes = json.encoding === 'base64' ? fromBase64(json.body) : null;
  const text = bytes ? decoder.decode(bytes) : typeof json.body === 'string' ? json.body : JSON.stringify(json.body);
  return {
    namespace,
    room,
    id: json.position,
    position: json.position,
    event: json.event,
    body: bytes ?? json.body,
    text,
    from: json.from ?? null,
    client: json.client ?? null,
    sentAt: json.sentAt,
    headers: { ...json.headers, ...(json.contentType && { 'content-type': json.contentType }) },
    volatile: false,
    replayed: true,
    own: false,
  };
}

/**
 * A body as it travels: nothing, text, bytes, or anything else as JSON.
 * @returns {{ type: string | null, text?: string, bytes?: Uint8Array, size: number }}
 */
export function encode(body) {
  if (body === undefined) return { type: null, text: '', size: 0 };
  if (body instanceof ArrayBuffer) return encode(new Uint8Array(body));
  if (body instanceof Uint8Array) return { type: 'application/octet-stream', bytes: body, size: body.length };
  const isString = typeof body === 'string';
  const text = isString ? body : JSON.stringify(body);
  if (text === undefined) throw new HubbubError('bad-body', 'This cannot be written as JSON');
  const type = isString ? 'text/plain;charset=utf-8' : 'application/json';
  return { type, text, size: encoder.encode(text).length };
}
