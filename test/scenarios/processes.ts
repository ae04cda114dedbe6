import { readdirSync, readlinkSync, statSync } from 'node:fs';
import process from 'node:process';

/**
 * Ends every process that runs in one of some network namespaces, daemons that have left their parents among them.
 * Synchronous, as it is done at a process's end too.
 */
export function endProcesses(namespaces: readonly string[]): void {
  const networks = new Set(
    namespaces.map((name) => `net:[${statSync(`/run/netns/${name}`, { throwIfNoEntry: false })?.ino}]`),
  );
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (networks.has(networkOf(pid))) end(Number(pid));
  }
}

/** As the kernel names it; empty of a process that has gone. */
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
    // It ended by itself in between.
  }
}
