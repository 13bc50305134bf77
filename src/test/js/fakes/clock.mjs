// Time that passes when the test says so. What is due runs in order, and the promises it settles with it.

export class Clock {
  #now = 1_760_000_000_000;
  #due = []; // { at, number, act }, the next first
  #count = 0;

  now = () => this.#now;

  setTimeout = (act, delay) => {
    const task = { at: this.#now + Math.max(0, delay), number: ++this.#count, act };
    const after = this.#due.findIndex((other) => other.at > task.at);
    this.#due.splice(after < 0 ? this.#due.length : after, 0, task);
    return task.number;
  };

  clearTimeout = (number) => {
    this.#due = this.#due.filter((task) => task.number !== number);
  };

  /** The times of what is to come, in milliseconds from now. */
  get waits() {
    return this.#due.map(({ at }) => at - this.#now);
  }

  /** Lets so many milliseconds pass. */
  async pass(milliseconds) {
    const end = this.#now + milliseconds;
    await settled();
    while (this.#due.length && this.#due[0].at <= end) {
      const task = this.#due.shift();
      this.#now = task.at;
      task.act();
      await settled();
    }
    this.#now = end;
  }
}

/** All promises that can be settled without time passing are. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
