import { setTimeout } from 'node:timers/promises';
import { compareWhole, planOf, readTable } from '../../ipvs/converge/converge.ts';
import { takeBack } from '../../ipvs/converge/take-back.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLine } from '../../rules/operation-line.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { requireAllMade } from '../report/failures.ts';
import { explain } from '../report/wording.ts';
import { withLock } from '../state/lock.ts';
import { Pending } from '../state/pending.ts';
import { makeTable } from './apply.ts';
import { nonePending } from './confirm.ts';

/** Milliseconds between two looks whether the change was confirmed. */
const INTERVAL = 500;

/**
 * Takes back the change that waits for confirmation: at once, or when it was not confirmed in time.
 *
 * @throws CommandError that names what others have changed meanwhile, which stays, or what the kernel refuses
 */
export async function rollback({ limit }: CommandOf<'rollback'>, environment: Environment): Promise<void> {
  const pending = new Pending(environment);
  if (limit === undefined) await withLock(environment, () => takeBackPending(pending, environment));
  else await takeBackLater(pending, limit, environment);
}

async function takeBackLater(pending: Pending, limit: number, environment: Environment): Promise<void> {
  const id = pending.term?.id;
  if (id === undefined) throw nonePending(pending);
  // Nothing but a kill may end the waiting: the session that has begun it may be gone.
  process.on('SIGHUP', () => {});
  pending.noteWatched();
  const end = performance.now() + limit * 1000;
  while (performance.now() < end) {
    await setTimeout(Math.min(INTERVAL, end - performance.now()));
    if (pending.term?.id !== id) return;
  }
  await withLock(environment, () => report(pending, id, environment), Number.POSITIVE_INFINITY);
}

/** Takes a change back, and says so where somebody may look: nobody sees what this process prints. */
async function report(pending: Pending, id: string, environment: Environment): Promise<void> {
  if (pending.term?.id !== id) return;
  const problem = await takeBackPending(pending, environment).then(
    () => '',
    (error: unknown) => `\n${explain(error).message}`,
  );
  const text = `the last change was not confirmed, and was taken back at ${new Date().toISOString()}${problem}`;
  pending.noteEnd(text);
  await environment.log(text);
}

async function takeBackPending(pending: Pending, environment: Environment): Promise<void> {
  if (pending.term === undefined) throw nonePending(pending);
  const change = await pending.change();
  const client = await environment.client();
  const compare = async () => {
    const current = await readTable(client);
    const state = { table: current, timeouts: await client.timeouts(), daemons: await client.daemons() };
    return { current, wanted: takeBack(change, state) };
  };
  const refused = await makeTable(compare, {}, environment);
  requireAllMade(refused);
  pending.forget();
  const others = await planOf(client, await compareWhole(client, change.before), {});
  if (others.length === 0) return;
  const lines = others.map(
    (operation) => `changed by others, and left; as before it would be ${operationLine(operation)}`,
  );
  throw new CommandError(lines.join('\n'), EXIT.unfinished);
}
