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
    this.#keep(event, (entry) => handler && entry.handler !== handler);
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
      if (entry.once) this.#keep(event, (other) => other !== entry);
      call(entry.handler, values);
    }
  }

  emitAny(event, ...values) {
    for (const handler of this.#any) call(handler, [event, ...values]);
  }

  #add(event, handler, once) {
    if (typeof handler !== 'function') throw new TypeError(`The handler of "${event}" is not a function`);
    const entry = { handler, once };
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), entry]);
    return () => this.#keep(event, (other) => other !== entry);
  }

  // In place of the list that is there: one that is being gone through stays as it is.
  #keep(event, isKept) {
    const left = (this.#handlers.get(event) ?? []).filter(isKept);
    if (left.length) this.#handlers.set(event, left);
    else this.#handlers.delete(event);
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
