import { addressFamily, parseIPv4, parseIPv6 } from '../../ipvs/address.ts';
import type { OperationError } from '../../ipvs/errors.ts';
import { serviceFamily } from '../../ipvs/key.ts';
import { isLongName, LONGEST_NAME } from '../../ipvs/limits.ts';
import type { Daemon, Destination, DestinationKey, Service, ServiceKey } from '../../ipvs/model.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import { formatServiceKey } from '../../rules/write-rules.ts';

/**
 * The probable cause of a refusal and what to do, where the first line of the error, which scripts match, does not
 * say it. Source of the kernel's reasons: net/netfilter/ipvs/ip_vs_ctl.c and ip_vs_sync.c.
 *
 * @returns a line without its end; `undefined` where there is nothing to add
 */
export function hintFor({ operation, code }: OperationError): string | undefined {
  if (code === 'EAFNOSUPPORT') return 'IPVS in this kernel is built without IPv6';
  switch (operation.type) {
    case 'add-service':
    case 'edit-service':
      return missingModule(operation.service, code);
    case 'add-destination':
    case 'edit-destination':
      if (code === 'EINVAL') return notAccepted(operation.key, operation.destination);
      if (code === 'ERANGE') return outOfRange(operation.destination);
      return absent(operation.key, operation.destination, code);
    case 'delete-destination':
      return absent(operation.key, operation.destination, code);
    case 'start-daemon':
      return daemonRefused(operation.daemon, code);
    default:
      return undefined;
  }
}

function missingModule({ scheduler, persistenceEngine }: Service, code: string): string | undefined {
  const named = [scheduler ?? '', persistenceEngine ?? ''].find(isLongName);
  if (named !== undefined && code === 'EINVAL') {
    return `${named} is longer than ${LONGEST_NAME} bytes, the kernel's limit`;
  }
  if (code !== 'ENOENT') return undefined;
  const engine = persistenceEngine === undefined ? '' : ` or ip_vs_pe_${persistenceEngine}`;
  return `the kernel has no module ip_vs_${scheduler}${engine}, or may not load it here: try modprobe`;
}

function notAccepted(key: ServiceKey, { address }: Destination): string {
  if (isLinkLocal(address)) return `${address} is link-local, which does not say on which link the real server is`;
  if (!isUnicast(address)) return `${address} is not a unicast address, as a real server's must be`;
  if (addressFamily(address) !== serviceFamily(key)) {
    return 'a real server of the other address family cannot be added while a sync daemon runs (ipvsadm -L --daemon)';
  }
  return (
    `the kernel does not accept ${address} as a unicast address: ` +
    'is it the broadcast address of a network of this host, or is no interface up?'
  );
}

/** By the address alone: which ones are broadcast addresses, only the kernel's routes tell. */
function isUnicast(address: string): boolean {
  const quad = parseIPv4(address);
  if (quad !== undefined) return quad[0] !== 0 && (quad[0] ?? 0) < 0xe0;
  const bytes = parseIPv6(address) ?? [];
  return bytes[0] !== 0xff && bytes.some((byte) => byte !== 0);
}

/** fe80::/10 */
function isLinkLocal(address: string): boolean {
  const [first, second = 0] = parseIPv6(address) ?? [];
  return first === 0xfe && (second & 0xc0) === 0x80;
}

function outOfRange({ upperThreshold = 0, lowerThreshold = 0 }: Destination): string | undefined {
  if (lowerThreshold <= upperThreshold) return undefined;
  return `the lower threshold (-y ${lowerThreshold}) is above the upper one (-x ${upperThreshold})`;
}

function absent(key: ServiceKey, destination: Destination | DestinationKey, code: string): string | undefined {
  const service = formatServiceKey(key);
  if (code === 'ESRCH') return `add the virtual service first: ipvsadm -A ${service}`;
  if (code !== 'ENOENT') return undefined;
  const server = formatEndpoint(destination.address, destination.port);
  const forced = 'forwarding' in destination && destination.forwarding !== 'masquerade';
  const ofService = 'port' in key && (forced || destination.port !== key.port);
  const why = ofService ? `: without -m a real server has the port of its service, ${key.port}` : '';
  return `${service} has no real server ${server}${why}`;
}

function daemonRefused({ interface: name }: Daemon, code: string): string | undefined {
  switch (code) {
    case 'ENODEV':
      return name === 'eth0'
        ? 'this network namespace has no eth0, which is the default: name another interface, --mcast-interface'
        : `this network namespace has no interface ${name}`;
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return `is the interface ${name} up, with an address and a route to the multicast group?`;
    case 'EINVAL':
      return 'a sync daemon does not go with real servers of another address family than that of their service';
    default:
      return undefined;
  }
}
