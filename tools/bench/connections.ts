import { fileURLToPath } from 'node:url';
import { NAMESPACE, readNamespace } from './namespace.ts';
import { PERL, run } from './program.ts';
import { countConnections } from './table.ts';

const PROGRAM = fileURLToPath(new URL('connections.pl', import.meta.url));
const VIRTUAL_PORT = 5000;
const REAL_PORT = 5001;
const PORTS_PER_ADDRESS = 50_000;

/** Longer than any run of the benchmark, in seconds. */
const UDP_TIMEOUT = 7200;

/**
 * Makes `count` connections through one service and its server.
 *
 * @throws Error when the kernel does not keep them all
 */
export function connect(count: number): void {
  const service = `-u 127.0.0.1:${VIRTUAL_PORT}`;
  const inside = (...words: readonly string[]) => run({ words, namespace: NAMESPACE });
  for (const line of [
    `--set 0 0 ${UDP_TIMEOUT}`,
    `-A ${service} -s rr`,
    `-a ${service} -r 127.0.0.1:${REAL_PORT} -m`,
  ]) {
    inside('ipvsadm-c', ...line.split(' '));
  }
  inside(PERL, PROGRAM, ...[VIRTUAL_PORT, REAL_PORT, PORTS_PER_ADDRESS, count].map(String));
  const there = countConnections(readNamespace());
  if (there !== count) throw new Error(`expected ${count} connections, found ${there}`);
}
