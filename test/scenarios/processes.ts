import { readdirSync, readlinkSync, statSync } from 'node:fs';
import process from 'node:process';

/**
 * Ends every process in these network namespaces, including daemons that have left their parents. Synchronous,
 * because it also runs when this process ends.
 */
export function endProcesses(namespaces: readonly string[]): void {
  const networks = new Set(
    namespaces.map((name) => `net:[${statSync(`/run/netns/${name}`, { throwIfNoEntry: false })?.ino}]`),
  );
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (networks.has(networkOf(pid))) end(Number(pid));
  }
}

/** The network namespace of a process, as the kernel names it; empty when the process has ended. */
function networkOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return '';
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
