import type { z } from 'zod';
import { canonicalAddress } from '../ipvs/address.ts';
import type { Destination, Operation, Service, ServiceKey } from '../ipvs/model.ts';
import { checkOperation } from '../ipvs/wire/encode.ts';
import { type Rules, rules } from './schema.ts';

/** A change, and the path in the document that asks for it: `services[3].destinations[0]`. */
interface PlacedOperation {
  readonly place: string;
  readonly operation: Operation;
}

/** A document that is no JSON, or not the one that is read. Each line of the message names a path. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * The operations that produce what a document of `ipvsadm -L --json` lists, on an empty table.
 *
 * @throws JsonError when the document is invalid
 */
export function readJson(text: string): PlacedOperation[] {
  const parsed = rules.safeParse(parse(text));
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => nearest(issue));
    throw new JsonError(issues.map(({ path, message }) => `${pathText(path)}: ${message}`).join('\n'));
  }
  const { services, timeouts, daemons = [] } = parsed.data;
  const changes: PlacedOperation[] = [
    ...(timeouts === undefined ? [] : [{ place: 'timeouts', operation: { type: 'set-timeouts', timeouts } as const }]),
    ...services.flatMap((service, index) => serviceChanges(service, `services[${index}]`)),
    ...daemons.map((daemon, index) => {
      const group = daemon.group && canonicalAddress(daemon.group);
      return { place: `daemons[${index}]`, operation: { type: 'start-daemon', daemon: { ...daemon, group } } as const };
    }),
  ];
  const problems = changes.flatMap(problemOf);
  if (problems.length > 0) throw new JsonError(problems.join('\n'));
  return changes;
}

/** What keeps a change from being asked for, though it has the right form. */
function problemOf({ place, operation }: PlacedOperation): string[] {
  if (operation.type === 'add-destination') {
    const { forwarding, tunnel } = operation.destination;
    if (tunnel !== undefined && forwarding !== 'tunnel') return [`${place}.tunnel: not with forwarding ${forwarding}`];
  }
  try {
    checkOperation(operation);
    return [];
  } catch (error) {
    return [`${place}: ${error instanceof Error ? error.message : error}`];
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new JsonError(`no JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong with a service is told by the kind of service that it comes nearest to. */
function nearest(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.path[0] !== 'services') return [issue];
  const [best = []] = issue.errors.toSorted((a, b) => a.length - b.length);
  return best.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}

/** `services[0].port`; the document itself is `the document`. */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || 'the document';

function serviceChanges(listed: Rules['services'][number], place: string): PlacedOperation[] {
  const { scheduler, persistence, netmask, onePacket, schedulerFlags, persistenceEngine, destinations } = listed;
  const key: ServiceKey =
    'fwmark' in listed
      ? { fwmark: listed.fwmark, family: listed.family }
      : { protocol: listed.protocol, address: canonicalAddress(listed.address), port: listed.port };
  const service: Service = { key, scheduler, persistence, netmask, onePacket, schedulerFlags, persistenceEngine };
  return [
    { place, operation: { type: 'add-service', service } },
    ...destinations.map((one, index): PlacedOperation => {
      const { port, weight, upperThreshold = 0, lowerThreshold = 0, tunnel } = one;
      const address = canonicalAddress(one.address);
      // The kernel reports these two; nobody can ask for them. What was asked for was direct routing.
      const forwarding = one.forwarding === 'local' || one.forwarding === 'bypass' ? 'direct' : one.forwarding;
      const destination: Destination = { address, port, forwarding, weight, upperThreshold, lowerThreshold, tunnel };
      return { place: `${place}.destinations[${index}]`, operation: { type: 'add-destination', key, destination } };
    }),
  ];
}
