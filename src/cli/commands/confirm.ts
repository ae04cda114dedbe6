import { setTimeout } from 'node:timers/promises';
import { type Comparison, type PlanOptions, planOf } from '../../ipvs/converge/converge.ts';
import { Wanted } from '../../ipvs/converge/wanted.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { explain } from '../report/wording.ts';
import { withLock } from '../state/lock.ts';
import { Pending } from '../state/pending.ts';
import { collect } from './entries.ts';

/** Milliseconds until the process that is to take a change back must have said that it is there. */
const START_LIMIT = 10_000;

/** Milliseconds between two looks for it. */
const INTERVAL = 20;

/**
 * Keeps the change that waits for it.
 *
 * @throws CommandError when none does
 */
export async function confirm(environment: Environment): Promise<void> {
  await withLock(environment, async () => {
    const pending = new Pending(environment);
    if (pending.term === undefined) throw nonePending(pending);
    pending.forget();
  });
}

/** @throws CommandError while a change waits for confirmation */
export function requireNonePending({ term }: Pending): void {
  if (term === undefined) return;
  const when = term.left < 0 ? 'its time is over' : `it is taken back in ${term.left} s`;
  throw new CommandError(`a change waits for confirmation, and ${when}`, EXIT.refused, {
    hint: 'ipvsadm --confirm keeps it, ipvsadm --rollback takes it back now',
  });
}

/** What is said where no change waits: the last one may have been taken back. */
export function nonePending({ end }: Pending): CommandError {
  return new CommandError('no change waits for confirmation', EXIT.unfinished, { hint: end === '' ? undefined : end });
}

/**
 * Sees to it that the change that is made next is taken back: notes the state as it is and as it will be, and starts a
 * process that waits.
 *
 * @param compare compares the table with what is wanted of it
 * @param seconds until it is taken back
 * @throws CommandError where that cannot be done. Then nothing is to be changed.
 */
export async function prepareReturn(
  compare: () => Promise<Comparison>,
  options: PlanOptions,
  seconds: number,
  environment: Environment,
): Promise<void> {
  const comparison = await compare();
  const client = await environment.client();
  const operations = await planOf(client, comparison, options);
  const entries = await collect(client.table({ sorted: true }));
  const [timeouts, daemons] = [await client.timeouts(), await client.daemons()];
  const [before, after] = [stateOf(), stateOf()];
  for (const operation of operations) after.add(operation);

  function stateOf(): Wanted {
    const state = Wanted.of(entries);
    state.timeouts = timeouts;
    for (const daemon of daemons) state.daemons.set(daemon.state, daemon);
    return state;
  }

  const pending = new Pending(environment);
  pending.note({ before, after }, seconds);
  try {
    await environment.startDetached(['--rollback', '--limit', String(seconds)]);
    for (let waited = 0; !pending.isWatched; waited += INTERVAL) {
      if (waited > START_LIMIT) throw new Error('it does not say that it is there');
      await setTimeout(INTERVAL);
    }
  } catch (cause) {
    pending.forget();
    const message = `cannot start the process that would take the change back: ${explain(cause).message}`;
    throw new CommandError(message, EXIT.refused, { cause, hint: 'nothing was changed' });
  }
}
