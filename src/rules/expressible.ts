import { addressFamily } from '../ipvs/address.ts';
import { serviceFamily } from '../ipvs/key.ts';
import type { Destination, Service, ServiceKey, Tunnel } from '../ipvs/model.ts';
import { LONGEST_TIMEOUT } from './values.ts';

/** The largest threshold that ipvsadm's options take. */
const S32_MAX = 0x7fff_ffff;

/**
 * Whether the rules that a save prints of a virtual service and its real servers ask for exactly these. Other programs may
 * have made in the kernel what no rule can ask for: what is printed of that is refused, or read as something else.
 */
export function isExpressible(service: Service, destinations: readonly Destination[]): boolean {
  return isExpressibleService(service) && destinations.every((one) => isExpressibleDestination(service.key, one));
}

function isExpressibleService({ key, persistence, onePacket }: Service): boolean {
  if (persistence !== undefined && (persistence.timeout < 1 || persistence.timeout > LONGEST_TIMEOUT)) return false;
  return 'fwmark' in key || ((key.port !== 0 || persistence !== undefined) && (!onePacket || key.protocol === 'udp'));
}

function isExpressibleDestination(key: ServiceKey, destination: Destination): boolean {
  const { address, port, forwarding, upperThreshold, lowerThreshold, tunnel } = destination;
  if (forwarding === 'bypass' || upperThreshold > S32_MAX || lowerThreshold > S32_MAX) return false;
  if (forwarding !== 'masquerade' && 'port' in key && port !== key.port) return false;
  if (forwarding !== 'tunnel') return addressFamily(address) === serviceFamily(key);
  return tunnel === undefined || isExpressibleTunnel(tunnel);
}

function isExpressibleTunnel({ type, port, checksum }: Tunnel): boolean {
  switch (type) {
    case 'ipip':
      return false;
    case 'gue':
      return port !== 0;
    case 'gre':
      return checksum !== 'remote-checksum';
  }
}
