import { Buffer } from 'node:buffer';
import { setTimeout } from 'node:timers/promises';
import { codeOf } from '../../netlink/errors.ts';

/**
 * What becomes of a datagram that must not be cut into fragments: the host has it and says that no program wants it, a
 * router says that it is too long, nobody says anything, or it cannot be sent.
 */
export type Fate = 'arrived' | 'too long' | 'no answer' | 'not sent';

/** The first port that traceroute sends to: firewalls know it, and programs leave it alone. */
const PORT = 33_434;

/** Milliseconds that an answer may take. */
const PATIENCE = 900;

const BY_ERROR: Readonly<Record<string, Fate>> = { ECONNREFUSED: 'arrived', EMSGSIZE: 'too long' };

/** Bytes of the headers of IP and UDP. */
const headersOf = (address: string): number => (address.includes(':') ? 48 : 28);

/**
 * Sends one datagram to a host. The kernel forbids routers to cut it where it fits into what is known of the path: that
 * is the default of a UDP socket.
 *
 * @param size bytes of the packet, with the headers of IP and UDP
 */
export async function sendDatagram(address: string, size: number): Promise<Fate> {
  // Only a probe needs it.
  const { createSocket } = await import('node:dgram');
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const fate = new Promise<Fate>((resolve) => {
    const fail = (error: unknown): void => resolve(BY_ERROR[codeOf(error) ?? ''] ?? 'not sent');
    socket.on('error', fail);
    socket.once('message', () => resolve('arrived'));
    socket.once('connect', () => {
      // Node tells of an error of sending itself only here.
      socket.send(Buffer.alloc(size - headersOf(address)), (error) => error && fail(error));
    });
    setTimeout(PATIENCE, 'no answer' as const, { ref: false }).then(resolve);
  });
  socket.connect(PORT, address);
  return fate.finally(() => socket.close());
}
