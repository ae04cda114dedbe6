/** A server that sends back what it gets, and those who talk to it: to see whether connections live. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { timeFactor } from '../../../tools/lab/time-factor.ts';

const HOST = '127.0.0.1';

/** Milliseconds after which a connection is taken for dead: a packet that is dropped is never answered. */
const LIMIT = timeFactor * 10_000;

/** Serves on a port, until what is answered is called. */
export async function serveEcho(port: number): Promise<() => void> {
  const server = createServer((socket) => socket.pipe(socket)).listen(port, HOST);
  await once(server, 'listening');
  return () => server.close();
}

export async function dial(port: number): Promise<Socket> {
  const socket = connect(port, HOST);
  await once(socket, 'connect', { signal: AbortSignal.timeout(LIMIT) });
  return socket;
}

/** Sends a word on a connection. */
export async function echo(socket: Socket, word: string): Promise<string> {
  socket.write(word);
  const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(LIMIT) });
  return String(answer);
}

/**
 * Connects again and again, one word each, until something is done.
 *
 * @returns how often
 * @throws the error of a connection that is refused
 */
export async function dialUntil(done: Promise<unknown>, port: number): Promise<number> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  done.then(end, end);
  let count = 0;
  for (; !over; count++) {
    const socket = await dial(port);
    await echo(socket, 'hello');
    socket.destroy();
  }
  return count;
}
