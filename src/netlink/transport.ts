import type { Buffer } from 'node:buffer';

/** Events of a transport. After `failed` it must be closed. */
export interface TransportEvents {
  /** One whole datagram from the kernel. */
  received(datagram: Buffer): void;
  /** The socket failed, or lost answers. `error.code` is the errno's name, if there is one. */
  failed(error: Error): void;
}

/** A netlink socket, as far as a connection needs one: a real one, or the scripted kernel of the tests. */
export interface Transport {
  /**
   * Sends one datagram of one or more messages.
   *
   * @throws SocketError when it cannot be sent; a later failure is reported through `failed`
   */
  send(datagram: Uint8Array): void;
  /**
   * Reads the next datagram that has arrived already into the beginning of `buffer`.
   *
   * @returns its length in bytes, 0 if there is none; later datagrams are reported through `received`
   * @throws SocketError when the socket failed, or lost answers
   */
  receive(): number;
  /** Filled by `receive`. */
  readonly buffer: Buffer;
  close(): void;
}

/** Opens a transport that talks to the kernel. */
export type OpenTransport = (events: TransportEvents) => Promise<Transport>;
