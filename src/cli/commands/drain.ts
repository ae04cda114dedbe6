import type { IpvsClient } from '../../ipvs/client.ts';
import type { Operation, ServiceKey } from '../../ipvs/model.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLines } from '../../rules/operation-line.ts';
import { formatServiceKey } from '../../rules/write-rules.ts';
import { type Left, leftOn, progressText, SYSCTL } from '../draining/left.ts';
import { drainingOfMachines } from '../draining/machines.ts';
import { drainingOfService } from '../draining/service.ts';
import { type Draining, formatServer, type Target } from '../draining/target.ts';
import type { Environment } from '../environment.ts';
import { EXIT, signalStatus } from '../exit-status.ts';
import { type DrainOutcome, renderDrain } from '../render/drained.ts';
import { CommandError } from '../report/errors.ts';
import { requireAllMade } from '../report/failures.ts';

/** Milliseconds between two looks at the connections. */
const INTERVAL = 500;

/** The kernel's replies where another program has deleted a server or its service. */
const GONE: readonly string[] = ['ESRCH', 'ENOENT'];

type DrainCommand = CommandOf<'drain'> | CommandOf<'drain-machines'>;

/** How the waiting has ended, and the servers that are still there. */
interface End {
  readonly outcome: 'drained' | 'limit' | 'interrupted';
  readonly targets: readonly Target[];
  readonly left: Left;
  readonly signal?: NodeJS.Signals;
}

/**
 * Takes real servers out of service without breaking a connection. They get weight 0, so that no new client comes, and
 * are deleted when nothing is left or the limit has passed. Nothing is left when there is no active connection, and no
 * client that the kernel still sends there.
 *
 * @returns the status to exit with
 * @throws CommandError when one does not exist, when a virtual service would be left without a server, or when a signal
 * ends the waiting; that error names what is left
 */
export async function drain(command: DrainCommand, environment: Environment): Promise<number> {
  const client = await environment.client();
  const draining =
    command.type === 'drain'
      ? await drainingOfService(command, client)
      : await drainingOfMachines(command, client, environment);
  const quiet = draining.now
    .filter(({ server }) => server.weight !== 0)
    .map(({ service: { key }, server }): Operation => {
      return { type: 'edit-destination', key, destination: { ...server, weight: 0 } };
    });
  const changes = [...quiet, ...draining.gone];
  const report = (outcome: DrainOutcome, targets = draining.now): void => {
    if (command.json) environment.write(renderDrain({ ...draining, outcome, changes, targets }));
  };

  if (draining.bare.length > 0 && command.type === 'drain-machines' && !command.force) {
    report('refused');
    throw refusal(draining.bare);
  }
  if (command.dryRun) {
    if (command.json) report('planned');
    else environment.write(operationLines(changes));
    return changes.length > 0 ? EXIT.differs : EXIT.done;
  }
  draining.note();
  await changeAll(quiet, draining, client);
  const end = await waitUntilDrained(command, draining, environment);
  if (end.outcome !== 'interrupted') await changeAll(draining.gone, draining, client);
  report(end.outcome, end.targets);
  requireEnd(end, draining, command);
  return EXIT.done;
}

async function waitUntilDrained(
  { limit }: DrainCommand,
  draining: Draining,
  { pause, showProgress }: Environment,
): Promise<End> {
  try {
    for (let waited = 0; ; waited += INTERVAL) {
      const targets = await draining.look();
      requireStillDrained(targets);
      const left = leftOn(targets);
      if (left.activeConnections === 0 && left.known === undefined) return { outcome: 'drained', targets, left };
      if (limit !== undefined && waited >= limit * 1000) return { outcome: 'limit', targets, left };
      showProgress(progressText(draining.name, left));
      const signal = await pause(INTERVAL);
      if (signal !== undefined) return { outcome: 'interrupted', targets, left, signal };
    }
  } finally {
    showProgress('');
  }
}

/** A server that somebody has given a weight meanwhile is one that they want back. */
function requireStillDrained(targets: readonly Target[]): void {
  const back = targets.find(({ server }) => server.weight !== 0);
  if (back === undefined) return;
  const { service, server } = back;
  throw new CommandError(
    `${formatServer(service.key, server)} has weight ${server.weight} again: nothing is deleted`,
    EXIT.changeFailed,
    { hint: 'another program has set it meanwhile' },
  );
}

/** Nothing where the servers are as the command says that they shall be. */
function requireEnd({ outcome, left, signal }: End, { name, back }: Draining, command: DrainCommand): void {
  const { activeConnections, known } = left;
  const come = known === undefined ? 'no new connections' : 'new connections of known clients only';
  const clients = known === undefined ? '' : `, persistent clients: ${known.clients}`;
  const what = `${name} gets ${come}; active ones that are left: ${activeConnections}${clients}`;
  const keepAway = known === undefined ? '' : `; to keep known clients away, set sysctl ${SYSCTL} to 1 (LVS205)`;
  const hint = `to take it back, ${back}${keepAway}`;
  if (signal !== undefined) throw new CommandError(`interrupted: ${what}`, signalStatus(signal), { hint });
  if (outcome === 'limit' && command.type === 'drain-machines' && command.leave) {
    throw new CommandError(`not drained in ${command.limit} s: ${what}`, EXIT.unfinished, { hint });
  }
}

function refusal(bare: readonly ServiceKey[]): CommandError {
  const lines = bare.map((key) => `${formatServiceKey(key)} would be left without a server that takes connections`);
  return new CommandError(lines.join('\n'), EXIT.refused, { hint: 'nothing was changed; --force drains all the same' });
}

async function changeAll(operations: readonly Operation[], { tolerant }: Draining, client: IpvsClient): Promise<void> {
  const failures = [...(await client.changeAll(operations)).values()];
  requireAllMade(failures.filter(({ code }) => !(tolerant && GONE.includes(code))));
}
