import type { Daemon, Operation, Timeouts } from '../model.ts';
import { sameDaemon } from './same.ts';
import type { Wanted } from './wanted.ts';

/** The changes by which the timeouts become those that are wanted, where some are. */
export function planTimeouts(current: Timeouts, wanted: Timeouts): Operation[] {
  const differs = (['tcp', 'tcpFin', 'udp'] as const).some(
    (name) => wanted[name] !== 0 && wanted[name] !== current[name],
  );
  return differs ? [{ type: 'set-timeouts', timeouts: wanted }] : [];
}

/** The changes by which those sync daemons run that are wanted, and none of those that are not. */
export function planDaemons(current: readonly Daemon[], wanted: Wanted['daemons']): Operation[] {
  const operations: Operation[] = [];
  for (const [state, daemon] of wanted) {
    const running = current.find((one) => one.state === state);
    if (running !== undefined && daemon !== undefined && sameDaemon(running, daemon)) continue;
    if (running !== undefined) operations.push({ type: 'stop-daemon', state });
    if (daemon !== undefined) operations.push({ type: 'start-daemon', daemon });
  }
  return operations;
}
