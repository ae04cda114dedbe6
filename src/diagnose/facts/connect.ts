import { codeOf } from '../../netlink/errors.ts';

/**
 * What becomes of a TCP connection. It is refused by a reset, and by ICMP that says that there is no way: Bun does not
 * tell these apart.
 */
export const ANSWERS = ['open', 'refused', 'timed out', 'not sent'] as const;

export type Answer = (typeof ANSWERS)[number];

/** Milliseconds that a connection may take. */
const PATIENCE = 2000;

const BY_ERROR: Readonly<Record<string, Answer>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed out',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
};

/** Opens a TCP connection, sends nothing by it, and closes it. */
export async function connectByTcp(host: string, port: number): Promise<Answer> {
  // Only a probe needs it.
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end('timed out'), PATIENCE);
    socket.once('connect', () => end('open'));
    // Any other error is one of this machine: its firewall has dropped the packet (EPERM), say.
    socket.on('error', (error) => end(BY_ERROR[codeOf(error) ?? ''] ?? 'not sent'));
  });
}
