import { spawnSync } from 'node:child_process';

const NAME = 'ipvsadm-bench';

/** File of the network namespace that everything is measured in, for `run`. */
export const NAMESPACE = `/run/netns/${NAME}`;

/**
 * Puts a new namespace in the place of the last, and so a table that is empty in every way. One that was cleared is not: the
 * kernel keeps the servers for minutes, and looks through all of them whenever one is added.
 */
export function renewNamespace(): void {
  removeNamespace();
  ip('netns', 'add', NAME);
  // Where no interface is up, no address can be a server's.
  ip('-n', NAME, 'link', 'set', 'lo', 'up');
}

/** Takes the namespace away, if there is one. */
export function removeNamespace(): void {
  spawnSync('ip', ['netns', 'delete', NAME]);
}

/** The table there, as the kernel lists it by itself. */
export const readNamespace = (): string => ip('netns', 'exec', NAME, 'cat', '/proc/net/ip_vs');

function ip(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('ip', words, { encoding: 'latin1', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`ip ${words.join(' ')} ended with status ${status}: ${stderr}`);
  return stdout;
}
