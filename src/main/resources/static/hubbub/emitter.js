// Handlers of events, called in the order they came.

export class Emitter {
  #handlers = new Map(); // event -> [{ handler, once }]
  #any = [];

  /**
   * Calls `handler` at each such event.
   * @returns {() => void} ends it
   */
  on(event, handler) {
    return this.#add(event, handler, false);
  }

  /** The same for the next such event only. */
  once(event, handler) {
    return this.#add(event, handler, true);
  }

  /** Ends what `on` and `once` began; without a handler, for all of the event's. */
  off(event, handler) {
    const left = handler ? (this.#handlers.get(event) ?? []).filter((entry) => entry.handler !== handler) : [];
    if (left.length) this.#handlers.set(event, left);
    else this.#handlers.delete(event);
  }

  /** Calls `handler(event, ...)` at each event that is not this library's own. */
  onAny(handler) {
    this.#any = [...this.#any, handler];
    return () => this.offAny(handler);
  }

  offAny(handler) {
    this.#any = this.#any.filter((other) => other !== handler);
  }

  emit(event, ...values) {
    for (const entry of this.#handlers.get(event) ?? []) {
      if (entry.once) this.off(event, entry.handler);
      call(entry.handler, values);
    }
  }

  emitAny(event, ...values) {
    for (const handler of this.#any) call(handler, [event, ...values]);
  }

  #add(event, handler, once) {
    if (typeof handler !== 'function') throw new TypeError(`The handler of "${event}" is not a function`);
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), { handler, once }]);
    return () => this.off(event, handler);
  }
}

// A handler that throws is its page's mistake: reported as any other, and no reason to lose the next message.
function call(handler, values) {
  try {
    handler(...values);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
