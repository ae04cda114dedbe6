/**
 * The program that `namespace-socket.ts` starts in another network namespace: it passes datagrams on between its
 * standard streams and a netlink socket of its own. An empty one says that the socket is open. It ends with standard
 * input, or when the socket fails, with the reason on standard error.
 */
import { Buffer } from 'node:buffer';
import { asSocketError } from './errors.ts';
import { Frames, frame } from './frames.ts';
import { kernelSocket } from './kernel-socket.ts';

const pass = (datagram: Uint8Array): void => {
  process.stdout.write(frame(datagram));
};

function fail(cause: unknown): void {
  const { code, message } = asSocketError(cause);
  process.stderr.write(`${code}: ${message}\n`, () => process.exit(1));
}

try {
  const transport = await kernelSocket(Number(process.argv[2]))({ received: pass, failed: fail });
  const frames = new Frames((datagram) => {
    transport.send(datagram);
    for (let length = transport.receive(); length > 0; length = transport.receive()) {
      pass(transport.buffer.subarray(0, length));
    }
  });
  process.stdin.on('data', (bytes) => {
    try {
      frames.add(Buffer.from(bytes));
    } catch (error) {
      fail(error);
    }
  });
  process.stdin.on('end', () => process.exit());
  pass(Buffer.alloc(0));
} catch (error) {
  fail(error);
}
