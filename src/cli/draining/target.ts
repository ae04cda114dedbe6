import { destinationId, isMeant, serviceId } from '../../ipvs/key.ts';
import type {
  DestinationKey,
  ObservedDestination,
  ObservedService,
  Operation,
  ServerFilter,
  ServiceKey,
} from '../../ipvs/model.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import { formatServiceKey } from '../../rules/write-rules.ts';

/** A real server that is drained, and its virtual service. */
export interface Target {
  readonly service: ObservedService;
  readonly server: ObservedDestination;
}

/** What is drained. */
export interface Draining {
  /** As progress and errors call it. */
  readonly name: string;
  /** The real servers as they are at first. */
  readonly now: readonly Target[];
  /** The weight that one had before it was drained. */
  readonly weightBefore: (target: Target) => number;
  /** Those that are still there, as they are now. */
  readonly look: () => Promise<readonly Target[]>;
  /** What is to be deleted at the end. */
  readonly gone: readonly Operation[];
  /** Whether it is fine that another program has deleted one. */
  readonly tolerant: boolean;
  /** Services that have a server to take connections now, and would have none. Looked at for machines only. */
  readonly bare: readonly ServiceKey[];
  /** Notes how to bring the servers back, before the first change. */
  readonly note: () => void;
  /** How to take it back: a hint. */
  readonly back: string;
}

/** `-t 192.0.2.1:80 -r 10.0.0.1:80` */
export const formatServer = (key: ServiceKey, { address, port }: DestinationKey): string =>
  `${formatServiceKey(key)} -r ${formatEndpoint(address, port)}`;

/** Text that is the same for the same real server of the same service, and for no other. */
export const serverId = (key: ServiceKey, server: DestinationKey): string =>
  `${serviceId(key)} ${destinationId(server)}`;

/** Whether one of the machines runs a real server. */
export const isOf = (machines: readonly ServerFilter[], server: DestinationKey): boolean =>
  machines.some((machine) => isMeant(machine, server));

/** `10.0.0.1, 10.0.0.2:80` */
export const formatMachines = (machines: readonly ServerFilter[], separator: string): string =>
  machines.map(({ address, port }) => (port === undefined ? address : formatEndpoint(address, port))).join(separator);
