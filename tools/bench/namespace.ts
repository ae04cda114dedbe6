import { spawnSync } from 'node:child_process';

const NAME = 'ipvsadm-bench';

/** File of the network namespace in which everything is measured, for `run`. */
export const NAMESPACE = `/run/netns/${NAME}`;

/**
 * Replaces the namespace by a new one, with a table that is really empty. A cleared table is not: the kernel keeps
 * its servers for minutes, and searches all of them whenever one is added.
 */
export function renewNamespace(): void {
  removeNamespace();
  ip('netns', 'add', NAME);
  // The kernel takes no server while no interface is up.
  ip('-n', NAME, 'link', 'set', 'lo', 'up');
}

/** Deletes the namespace, if there is one. */
export function removeNamespace(): void {
  spawnSync('ip', ['netns', 'delete', NAME]);
}

/** The table in the namespace, as the kernel's own file lists it. */
export const readNamespace = (): string => ip('netns', 'exec', NAME, 'cat', '/proc/net/ip_vs');

function ip(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('ip', words, { encoding: 'latin1', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`ip ${words.join(' ')} ended with status ${status}: ${stderr}`);
  return stdout;
}
