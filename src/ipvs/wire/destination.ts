import { ProtocolError } from '../../netlink/errors.ts';
import { addressFamily, formatAddress } from '../address.ts';
import { completeDestination } from '../defaults.ts';
import type {
  AddressFamily,
  Destination,
  DestinationKey,
  ForwardingMethod,
  ObservedDestination,
  Tunnel,
  TunnelChecksum,
  TunnelType,
} from '../model.ts';
import { familyOf, wireAddress, wireFamily } from './address.ts';
import type { WireDestination, WireDestinationKey, WireObservedDestination } from './attributes.ts';
import { inRange, S32_MAX, U16_MAX, U32_MAX } from './range.ts';
import { readStats } from './stats.ts';
import * as uapi from './uapi.ts';

const FORWARDING: Readonly<Record<ForwardingMethod, number>> = {
  masquerade: uapi.IP_VS_CONN_F_MASQ,
  local: uapi.IP_VS_CONN_F_LOCALNODE,
  tunnel: uapi.IP_VS_CONN_F_TUNNEL,
  direct: uapi.IP_VS_CONN_F_DROUTE,
  bypass: uapi.IP_VS_CONN_F_BYPASS,
};

const TUNNEL_TYPES: Readonly<Record<TunnelType, number>> = {
  ipip: uapi.IP_VS_CONN_F_TUNNEL_TYPE_IPIP,
  gue: uapi.IP_VS_CONN_F_TUNNEL_TYPE_GUE,
  gre: uapi.IP_VS_CONN_F_TUNNEL_TYPE_GRE,
};

const TUNNEL_FLAGS: Readonly<Record<TunnelChecksum, number>> = {
  none: uapi.IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM,
  checksum: uapi.IP_VS_TUNNEL_ENCAP_FLAG_CSUM,
  'remote-checksum': uapi.IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM,
};

/** Turns a table of names around, to read what it writes. */
function reader<K extends string>(what: string, table: Readonly<Record<K, number>>): (wire: number) => K {
  const names = new Map<number, K>();
  for (const name in table) names.set(table[name], name);
  return (wire) => {
    const name = names.get(wire);
    if (name === undefined) throw new ProtocolError(`real server: ${what} ${wire} is not known`);
    return name;
  };
}

const readForwarding = reader('forwarding method', FORWARDING);
const readTunnelType = reader('tunnel type', TUNNEL_TYPES);

export function writeDestinationKey(key: DestinationKey): WireDestinationKey {
  return {
    family: wireFamily(addressFamily(key.address)),
    address: wireAddress(key.address),
    port: inRange('port', key.port, U16_MAX),
  };
}

export function writeDestination(destination: Destination): WireDestination {
  const { weight, upperThreshold, lowerThreshold, tunnel } = completeDestination(destination);
  return {
    family: wireFamily(addressFamily(destination.address)),
    address: wireAddress(destination.address),
    port: inRange('port', destination.port, U16_MAX),
    forwarding: FORWARDING[destination.forwarding],
    weight: inRange('weight', weight, S32_MAX),
    upperThreshold: inRange('upper threshold', upperThreshold, U32_MAX),
    lowerThreshold: inRange('lower threshold', lowerThreshold, U32_MAX),
    tunnelType: tunnel && TUNNEL_TYPES[tunnel.type],
    tunnelPort: tunnel && inRange('tunnel port', tunnel.port, U16_MAX),
    tunnelFlags: tunnel && TUNNEL_FLAGS[tunnel.checksum],
  };
}

/** @param family of the real server where an old kernel does not tell it: the virtual service's */
export function readDestination(wire: WireObservedDestination, family: AddressFamily): ObservedDestination {
  const forwarding = readForwarding(wire.forwarding & uapi.IP_VS_CONN_F_FWD_MASK);
  return {
    address: formatAddress(wire.family === undefined ? family : familyOf(wire.family), wire.address),
    port: wire.port,
    forwarding,
    weight: wire.weight,
    upperThreshold: wire.upperThreshold,
    lowerThreshold: wire.lowerThreshold,
    tunnel: forwarding === 'tunnel' ? readTunnel(wire) : undefined,
    activeConnections: wire.activeConnections,
    inactiveConnections: wire.inactiveConnections,
    persistentConnections: wire.persistentConnections,
    stats: readStats(wire),
  };
}

function readTunnel(wire: WireDestination): Tunnel | undefined {
  const { tunnelType = uapi.IP_VS_CONN_F_TUNNEL_TYPE_IPIP, tunnelPort = 0, tunnelFlags = 0 } = wire;
  if (tunnelType === uapi.IP_VS_CONN_F_TUNNEL_TYPE_IPIP && tunnelFlags === 0) return undefined;
  return { type: readTunnelType(tunnelType), port: tunnelPort, checksum: readTunnelChecksum(tunnelFlags) };
}

/** The kernel keeps flags as they were given, so what has both bits is read as it acts: remote checksums win. */
function readTunnelChecksum(flags: number): TunnelChecksum {
  if (flags & uapi.IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM) return 'remote-checksum';
  return flags & uapi.IP_VS_TUNNEL_ENCAP_FLAG_CSUM ? 'checksum' : 'none';
}
