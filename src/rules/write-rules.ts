import { completeDestination, completeService } from '../ipvs/defaults.ts';
import { serviceProtocol } from '../ipvs/key.ts';
import type {
  Destination,
  ForwardingMethod,
  Protocol,
  Service,
  ServiceKey,
  Tunnel,
  TunnelChecksum,
} from '../ipvs/model.ts';
import { type Naming, numeric } from './naming.ts';
import { formatSchedulerFlags } from './scheduler-flags.ts';

const PROTOCOL_OPTIONS: Readonly<Record<Protocol, string>> = { tcp: '-t', udp: '-u', sctp: '--sctp-service' };

/** The kernel reports `local` and `bypass`; nobody can ask for them. What was asked for was direct routing. */
const FORWARDING_OPTIONS: Readonly<Record<ForwardingMethod, string>> = {
  masquerade: '-m',
  tunnel: '-i',
  direct: '-g',
  local: '-g',
  bypass: '-g',
};

const CHECKSUM_OPTIONS: Readonly<Record<TunnelChecksum, string>> = {
  none: '--tun-nocsum',
  checksum: '--tun-csum',
  'remote-checksum': '--tun-remcsum',
};

/** A virtual service and its real servers as rules, a line each, that `-R` reads. */
export function entryLines(
  { service, destinations }: { readonly service: Service; readonly destinations: readonly Destination[] },
  naming = numeric,
): string {
  const { key } = service;
  const start = `-a ${formatServiceKey(key, naming)} -r `;
  let text = `${serviceLine(service, naming)}\n`;
  for (const destination of destinations) text += `${start}${serverWords(key, destination, naming)}\n`;
  return text;
}

/** The options that name a virtual service: `-t 10.0.0.1:80`, `-f 7 -6`. */
export function formatServiceKey(key: ServiceKey, naming = numeric): string {
  if ('fwmark' in key) return key.family === 'ipv6' ? `-f ${key.fwmark} -6` : `-f ${key.fwmark}`;
  return `${PROTOCOL_OPTIONS[key.protocol]} ${naming(key.address, key.port, key.protocol)}`;
}

/**
 * The line that adds a virtual service, in the field order of ipvsadm 1.31's `-S`.
 *
 * @param command `-E` for the line that edits it
 */
export function serviceLine(service: Service, naming = numeric, command = '-A'): string {
  const { scheduler, persistence, netmask, persistenceEngine, schedulerFlags = [] } = completeService(service);
  let line = `${command} ${formatServiceKey(service.key, naming)} -s ${scheduler}`;
  if (persistence !== undefined) {
    line += ` -p ${persistence.timeout}`;
    if (netmask !== undefined) line += ` -M ${netmask}`;
  }
  if (persistenceEngine !== undefined) line += ` --pe ${persistenceEngine}`;
  if (service.onePacket) line += ' -o';
  if (schedulerFlags.length > 0) line += ` -b ${formatSchedulerFlags(schedulerFlags, scheduler)}`;
  return line;
}

/**
 * The line that adds a real server to its virtual service. Thresholds, which ipvsadm 1.31 loses, follow the weight
 * where they are set: that tool can read them.
 *
 * @param command `-e` for the line that edits it
 */
export const destinationLine = (key: ServiceKey, destination: Destination, naming = numeric, command = '-a'): string =>
  `${command} ${formatServiceKey(key, naming)} -r ${serverWords(key, destination, naming)}`;

/** A real server with its settings: what follows `-r`. */
function serverWords(key: ServiceKey, destination: Destination, naming: Naming): string {
  const { address, port, forwarding, weight, upperThreshold, lowerThreshold } = completeDestination(destination);
  let words = `${naming(address, port, serviceProtocol(key))} ${FORWARDING_OPTIONS[forwarding]} -w ${weight}`;
  if (upperThreshold !== 0) words += ` -x ${upperThreshold}`;
  if (lowerThreshold !== 0) words += ` -y ${lowerThreshold}`;
  if (forwarding === 'tunnel') words += ` ${tunnelOptions(destination.tunnel)}`;
  return words;
}

function tunnelOptions(tunnel: Tunnel | undefined): string {
  if (tunnel === undefined) return '--tun-type ipip';
  const port = tunnel.type === 'gue' ? ` --tun-port ${tunnel.port}` : '';
  return `--tun-type ${tunnel.type}${port} ${CHECKSUM_OPTIONS[tunnel.checksum]}`;
}
