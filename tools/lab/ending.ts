import { constants } from 'node:os';
import { LabFailure, TIMED_OUT } from './failure.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How often to look whether the process that started this one still lives, in milliseconds. */
const PARENT_INTERVAL = 500;

/** Exit status of a process that a signal ended, as shells have it. */
export function signalStatus(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * Calls `end` once when this run is to end before its command does: at a signal, at the time limit, or when the
 * process that started this one is gone (npm killed by SIGKILL passes nothing on).
 * @returns what stops the watching
 */
export function watchForEnd(timeout: number, end: (reason: number | LabFailure) => void): () => void {
  const handlers = SIGNALS.map((signal) => [signal, () => finish(signalStatus(signal))] as const);
  const limit = setTimeout(
    () => finish(new LabFailure(`time limit of ${timeout} s reached`, TIMED_OUT)),
    timeout * 1000,
  );
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.ppid !== parent) finish(signalStatus('SIGHUP'));
  }, PARENT_INTERVAL);

  const stop = () => {
    clearTimeout(limit);
    clearInterval(orphaned);
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
  const finish = (reason: number | LabFailure) => {
    clearTimeout(limit);
    clearInterval(orphaned);
    end(reason);
  };
  // They stay until stop(): a second Ctrl-C must not end this process before its machine has ended.
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return stop;
}
