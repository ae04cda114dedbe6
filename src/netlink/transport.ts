import type { Buffer } from 'node:buffer';

/** What a transport tells its owner. After `failed` nothing more can be relied on: close it. */
export interface TransportEvents {
  /** One whole datagram from the kernel. */
  received(datagram: Buffer): void;
  /** The socket failed, or lost answers; `error.code` has the errno's name where there is one. */
  failed(error: Error): void;
}

/** A netlink socket, as far as a connection needs one: a real one, or the scripted kernel of the tests. */
export interface Transport {
  /**
   * Sends one datagram of one or more messages.
   *
   * @throws SocketError when it cannot be sent; a failure that shows later is told through `failed`
   */
  send(datagram: Uint8Array): void;
  /**
   * Takes the next datagram that is there already, into the beginning of `buffer`.
   *
   * @returns its length in bytes; 0 where none is: what comes later is told through `received`
   * @throws SocketError when the socket failed, or lost answers
   */
  receive(): number;
  /** What `receive` fills. */
  readonly buffer: Buffer;
  close(): void;
}

/** Opens a transport that talks to the kernel. */
export type OpenTransport = (events: TransportEvents) => Promise<Transport>;
