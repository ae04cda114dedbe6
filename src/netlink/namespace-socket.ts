import { Buffer } from 'node:buffer';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { asSocketError, SocketError } from './errors.ts';
import { Frames, frame } from './frames.ts';
import { kernelSocket } from './kernel-socket.ts';
import { wordsIn } from './namespace.ts';
import type { OpenTransport, Transport, TransportEvents } from './transport.ts';

/**
 * Netlink sockets in another network namespace. A process cannot have a socket there without entering it, so each is
 * that of a small process (`relay.ts`), which ends when it is closed, and when this process ends.
 */
export class NamespaceSocket {
  readonly #namespace: string;
  readonly #protocol: number;
  #pid: number | undefined;

  /**
   * @param namespace see `wordsIn`
   * @param protocol as socket(2) takes it
   */
  constructor(namespace: string, protocol: number) {
    this.#namespace = namespace;
    this.#protocol = protocol;
  }

  /** The folder `/proc/net` as processes of that namespace see it, while a socket is open. */
  get procNet(): string {
    return this.#pid === undefined ? '/proc/net' : `/proc/${this.#pid}/net`;
  }

  /** @throws SocketError where the namespace cannot be entered, or a socket cannot be opened there */
  readonly open: OpenTransport = async (events) => {
    const relay = fileURLToPath(new URL('./relay.js', import.meta.url));
    const words = wordsIn(this.#namespace, [process.execPath, relay, String(this.#protocol)]);
    if (words === undefined) return kernelSocket(this.#protocol)(events);
    const [program, ...rest] = words;
    // A session of its own, which Ctrl-C does not end before us. Options of our Node, as of a debugger, are not for it.
    const child = spawn(program, rest, { detached: true, env: { ...process.env, NODE_OPTIONS: '' } });
    this.#pid = child.pid;
    return openThrough(child, events);
  };
}

/** Resolves when the process has opened its socket. */
function openThrough(child: ChildProcess, events: TransportEvents): Promise<Transport> {
  const { stdin, stdout, stderr } = child;
  return new Promise((resolve, reject) => {
    let isOpen = false;
    let complaint = '';
    const end = (error: SocketError): void => {
      if (isOpen) events.failed(error);
      else reject(error);
    };
    const frames = new Frames((datagram) => {
      if (isOpen) {
        events.received(datagram);
        return;
      }
      isOpen = true;
      resolve({
        send: (message) => stdin?.write(frame(message)),
        // All answers come by the event loop.
        receive: () => 0,
        buffer: Buffer.alloc(0),
        close: () => {
          child.removeAllListeners();
          stdin?.end();
        },
      });
    });
    stdout?.on('data', (bytes) => frames.add(bytes));
    stderr?.on('data', (text) => {
      complaint += text;
    });
    // What cannot be written is a process that has ended, which says why.
    stdin?.on('error', () => undefined);
    child.on('error', (cause) => end(asSocketError(cause)));
    child.on('close', () => end(errorOf(complaint.trim())));
  });
}

/** The error that the process has ended with: its own begins with a code, any other is that of what started it. */
function errorOf(complaint: string): SocketError {
  const [, code, message] = /^([A-Z0-9]+): (.*)$/s.exec(complaint) ?? [];
  if (code !== undefined && message !== undefined) return new SocketError(code, message);
  return new SocketError('EIO', complaint === '' ? 'the process in the other network namespace has ended' : complaint);
}
