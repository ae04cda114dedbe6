import { AttributeSet, type AttributeTable, joined, nested, optional, required } from '../../netlink/attributes.ts';
import { be16, type Codec, s32, u8, u16, u32 } from '../../netlink/codec.ts';
import { mapped, named } from '../../netlink/mapped.ts';
import type { AddressFamily, ForwardingMethod, ObservedDestination, Tunnel, TunnelChecksum } from '../model.ts';
import { addressWithFamily } from './address.ts';
import { statistics } from './stats.ts';
import * as uapi from './uapi.ts';

const FORWARDING: Readonly<Record<ForwardingMethod, number>> = {
  masquerade: uapi.IP_VS_CONN_F_MASQ,
  local: uapi.IP_VS_CONN_F_LOCALNODE,
  tunnel: uapi.IP_VS_CONN_F_TUNNEL,
  direct: uapi.IP_VS_CONN_F_DROUTE,
  bypass: uapi.IP_VS_CONN_F_BYPASS,
};

const tunnelType = named(u8, {
  ipip: uapi.IP_VS_CONN_F_TUNNEL_TYPE_IPIP,
  gue: uapi.IP_VS_CONN_F_TUNNEL_TYPE_GUE,
  gre: uapi.IP_VS_CONN_F_TUNNEL_TYPE_GRE,
});

const TUNNEL_FLAGS: Readonly<Record<TunnelChecksum, number>> = {
  none: uapi.IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM,
  checksum: uapi.IP_VS_TUNNEL_ENCAP_FLAG_CSUM,
  'remote-checksum': uapi.IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM,
};

/** The kernel keeps flags as they were given. Where both bits are set it acts on remote checksums. */
const tunnelChecksum: Codec<TunnelChecksum> = mapped(
  u16,
  (checksum: TunnelChecksum) => TUNNEL_FLAGS[checksum],
  (flags) => {
    if (flags & uapi.IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM) return 'remote-checksum';
    return flags & uapi.IP_VS_TUNNEL_ENCAP_FLAG_CSUM ? 'checksum' : 'none';
  },
);

/** Absent in answers of kernels before 5.3. Plain IPIP, the default, is read as no tunnel. */
const tunnel = joined(
  {
    tunnelType: optional(uapi.IPVS_DEST_ATTR_TUN_TYPE, tunnelType),
    tunnelPort: optional(uapi.IPVS_DEST_ATTR_TUN_PORT, be16),
    tunnelChecksum: optional(uapi.IPVS_DEST_ATTR_TUN_FLAGS, tunnelChecksum),
  },
  (value: Tunnel | undefined) =>
    value && { tunnelType: value.type, tunnelPort: value.port, tunnelChecksum: value.checksum },
  ({ tunnelType: type = 'ipip', tunnelPort: port = 0, tunnelChecksum: checksum = 'none' }): Tunnel | undefined =>
    type === 'ipip' && checksum === 'none' ? undefined : { type, port, checksum },
);

/**
 * @param family of the real servers that do not tell their own: with kernels before 3.18 it is the virtual service's
 */
const keyTable = (family: AddressFamily) => ({
  address: addressWithFamily(uapi.IPVS_DEST_ATTR_ADDR_FAMILY, uapi.IPVS_DEST_ATTR_ADDR, family),
  port: required(uapi.IPVS_DEST_ATTR_PORT, be16),
});

const table = (family: AddressFamily) => ({
  ...keyTable(family),
  forwarding: required(uapi.IPVS_DEST_ATTR_FWD_METHOD, named(u32, FORWARDING, uapi.IP_VS_CONN_F_FWD_MASK)),
  weight: required(uapi.IPVS_DEST_ATTR_WEIGHT, s32.within(0, 0x7fff_ffff)),
  upperThreshold: required(uapi.IPVS_DEST_ATTR_U_THRESH, u32),
  lowerThreshold: required(uapi.IPVS_DEST_ATTR_L_THRESH, u32),
  tunnel,
});

const observedTable = (family: AddressFamily) => ({
  ...table(family),
  activeConnections: required(uapi.IPVS_DEST_ATTR_ACTIVE_CONNS, u32),
  inactiveConnections: required(uapi.IPVS_DEST_ATTR_INACT_CONNS, u32),
  persistentConnections: required(uapi.IPVS_DEST_ATTR_PERSIST_CONNS, u32),
});

const statsTable = { stats: statistics(uapi.IPVS_DEST_ATTR_STATS, uapi.IPVS_DEST_ATTR_STATS64) };

const codecOf = <T extends AttributeTable>(rows: T) => nested(new AttributeSet('real server', rows));

/** Names a real server. */
export const destinationKey = codecOf(keyTable('ipv4'));
/** A real server as it is configured. */
export const destination = codecOf(table('ipv4'));

/** A real server as the kernel lists it; with the virtual service's family, see `keyTable`. */
export const observedDestination = (family: AddressFamily) => observed(codecOf(observedTable(family)));
/** The same with statistics, which cost as much to read as all the rest. */
export const destinationWithStats = (family: AddressFamily) =>
  observed(codecOf({ ...observedTable(family), ...statsTable }));

/** A tunnel counts only where forwarding is by tunnel. */
const observed = (codec: Codec<ObservedDestination>): Codec<ObservedDestination> =>
  mapped(
    codec,
    (server: ObservedDestination) => server,
    (server) =>
      server.tunnel === undefined || server.forwarding === 'tunnel' ? server : { ...server, tunnel: undefined },
  );
