import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { codeOf } from '../../netlink/errors.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { processStat } from '../files/process-stat.ts';
import { CommandError } from '../report/errors.ts';

/** Milliseconds. Most changes take less than one second. */
const LIMIT = 10_000;

/** Where `processStat` has when a process started. */
const STARTED = 19;

/** Milliseconds between two attempts, at most. They differ, so that two that wait do not meet for ever. */
const INTERVAL = 100;

/**
 * Does something while no other process of this network namespace does anything under the lock.
 *
 * Node has no flock(2). So each process puts a ticket into a folder, and has the lock when there is no other ticket.
 * The name of a ticket is the process and the time of its start: the ticket of a process that was killed is known as
 * such, and whoever deletes it cannot mean another. Where there can be no folder, for instance without the right to
 * write to /run, there is no lock.
 *
 * @param limit milliseconds to wait for another process
 * @throws CommandError when another process keeps the lock for longer
 */
export async function withLock<T>(
  { folders, showProgress }: Pick<Environment, 'folders' | 'showProgress'>,
  act: () => Promise<T>,
  limit = LIMIT,
): Promise<T> {
  const folder = `${folders().passing}/lock`;
  const ours = ticketOf(process.pid);
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    return act();
  }
  const end = performance.now() + limit;
  for (;;) {
    const holder = take(folder, ours);
    if (holder === undefined) break;
    if (performance.now() > end) {
      const message = `process ${holder.split('-')[0]} changes the table, and has not ended for ${limit / 1000} s`;
      throw new CommandError(message, EXIT.refused, { hint: 'nothing was changed: try again' });
    }
    showProgress(`waiting for process ${holder.split('-')[0]}, which changes the table`);
    await setTimeout(Math.random() * INTERVAL);
  }
  showProgress('');
  try {
    return await act();
  } finally {
    rmSync(`${folder}/${ours}`, { force: true });
  }
}

/** Takes the lock, or returns the ticket of another. */
function take(folder: string, ours: string): string | undefined {
  const path = `${folder}/${ours}`;
  try {
    writeFileSync(path, '', { flag: 'wx' });
  } catch (error) {
    // Something else in this process.
    if (codeOf(error) === 'EEXIST') return ours;
    // Nothing can be written, so nobody else can have a ticket.
    return undefined;
  }
  for (const other of readdirSync(folder)) {
    if (other === ours) continue;
    if (isLive(other)) {
      rmSync(path, { force: true });
      return other;
    }
    rmSync(`${folder}/${other}`, { force: true });
  }
  return undefined;
}

const isLive = (ticket: string): boolean => ticketOf(Number(ticket.split('-')[0])) === ticket;

/** A process as text that no other has until the next reboot: its number, and when it started. */
const ticketOf = (pid: number): string => `${pid}-${processStat(pid)[STARTED] ?? ''}`;
