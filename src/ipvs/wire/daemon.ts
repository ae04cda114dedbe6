import { AttributeSet, joined, nested, optional, required } from '../../netlink/attributes.ts';
import { bytes, string, u8, u16, u32 } from '../../netlink/codec.ts';
import { named } from '../../netlink/mapped.ts';
import { addressFamily, formatAddress } from '../address.ts';
import { addressBytes, wireAddress } from './address.ts';
import * as uapi from './uapi.ts';

const IPV4_SIZE = 4;

const stateTable = {
  state: required(
    uapi.IPVS_DAEMON_ATTR_STATE,
    named(u32, { master: uapi.IP_VS_STATE_MASTER, backup: uapi.IP_VS_STATE_BACKUP }),
  ),
};

/** The multicast group: each family has an attribute of its own. */
const group = joined(
  {
    group4: optional(uapi.IPVS_DAEMON_ATTR_MCAST_GROUP, bytes(IPV4_SIZE)),
    group6: optional(uapi.IPVS_DAEMON_ATTR_MCAST_GROUP6, addressBytes),
  },
  (value: string | undefined) => {
    if (value === undefined) return undefined;
    const wire = wireAddress(value);
    return addressFamily(value) === 'ipv6' ? { group6: wire } : { group4: wire.subarray(0, IPV4_SIZE) };
  },
  ({ group4, group6 }): string | undefined =>
    group6 === undefined ? group4 && formatAddress('ipv4', group4) : formatAddress('ipv6', group6),
);

/** A sync daemon. What came with Linux 4.3 is optional. */
export const daemon = nested(
  new AttributeSet('sync daemon', {
    ...stateTable,
    interface: required(uapi.IPVS_DAEMON_ATTR_MCAST_IFN, string),
    syncId: required(uapi.IPVS_DAEMON_ATTR_SYNC_ID, u32.within(0, 0xff)),
    syncMaxLength: optional(uapi.IPVS_DAEMON_ATTR_SYNC_MAXLEN, u16),
    group,
    /** In host order, unlike every other port. */
    port: optional(uapi.IPVS_DAEMON_ATTR_MCAST_PORT, u16),
    ttl: optional(uapi.IPVS_DAEMON_ATTR_MCAST_TTL, u8),
  }),
);

/** Names the sync daemon to stop. */
export const daemonState = nested(new AttributeSet('sync daemon', stateTable));
