import { Connection } from './connection.ts';
import type { OpenTransport } from './transport.ts';

/**
 * Sockets that may dump side by side. The kernel allows one dump a socket, and a turn of the event loop costs more than a
 * small dump does, so that many small dumps go faster when several are answered in one turn.
 */
const SIZE = 16;

/** Connections that are opened when they are needed: one is enough for as long as calls come one after the other. */
export class ConnectionPool {
  readonly #open: () => Connection;
  readonly #connections: Connection[] = [];
  #next = 0;

  /** @param timeout milliseconds to wait for an answer, as for a Connection */
  constructor(open: OpenTransport, timeout?: number) {
    this.#open = () => new Connection(open, timeout);
  }

  /** An idle connection, a new one while there are few, or else each of them in turn. */
  get(): Connection {
    const idle = this.#connections.find((connection) => connection.idle);
    if (idle !== undefined) return idle;
    if (this.#connections.length < SIZE) {
      const opened = this.#open();
      this.#connections.push(opened);
      return opened;
    }
    this.#next = (this.#next + 1) % SIZE;
    return this.#connections[this.#next] ?? this.#open();
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
