import type { DestinationKey, Operation, ServiceKey } from '../../ipvs/model.ts';
import { operationLine } from '../../rules/operation-line.ts';
import type { Draining, Target } from '../draining/target.ts';

export type DrainOutcome = 'drained' | 'limit' | 'interrupted' | 'planned' | 'refused';

/** What became of a drained server that was to be brought back. */
export type UndrainResult = 'restored' | 'unchanged' | 'no-service' | 'changed';

/** The document of a draining, as `src/json/drained.ts` describes it. */
export function renderDrain({
  outcome,
  changes,
  targets,
  weightBefore,
  bare,
}: Pick<Draining, 'weightBefore' | 'bare'> & {
  readonly outcome: DrainOutcome;
  readonly changes: readonly Operation[];
  readonly targets: readonly Target[];
}): string {
  const servers = targets.map((target) => {
    const { service, server } = target;
    const { activeConnections, persistentConnections } = server;
    return { ...names(service.key, server), weight: weightBefore(target), activeConnections, persistentConnections };
  });
  return document({ outcome, servers, withoutServer: bare, commands: changes.map(operationLine) });
}

/** The document of what was brought back, as `src/json/drained.ts` describes it. */
export function renderUndrain(
  outcome: 'done' | 'unfinished' | 'planned',
  servers: readonly { readonly key: ServiceKey; readonly server: DestinationKey; readonly result: UndrainResult }[],
  changes: readonly Operation[],
): string {
  return document({
    outcome,
    servers: servers.map(({ key, server, result }) => ({ ...names(key, server), result })),
    commands: changes.map(operationLine),
  });
}

const names = (service: ServiceKey, { address, port }: DestinationKey) => ({ service, server: { address, port } });

const document = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
