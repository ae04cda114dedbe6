import { AttributeSet, encoded, joined, optional, required } from '../../netlink/attributes.ts';
import { type Codec, u32, u64 } from '../../netlink/codec.ts';
import { mapped } from '../../netlink/mapped.ts';
import type { Stats } from '../model.ts';
import * as uapi from './uapi.ts';

/** Totals since the last zero, and rates a second. Bytes have 64 bits in every kernel. */
const counters = (counter: Codec<bigint>) => ({
  connections: required(uapi.IPVS_STATS_ATTR_CONNS, counter),
  inPackets: required(uapi.IPVS_STATS_ATTR_INPKTS, counter),
  outPackets: required(uapi.IPVS_STATS_ATTR_OUTPKTS, counter),
  inBytes: required(uapi.IPVS_STATS_ATTR_INBYTES, u64),
  outBytes: required(uapi.IPVS_STATS_ATTR_OUTBYTES, u64),
  connectionRate: required(uapi.IPVS_STATS_ATTR_CPS, counter),
  inPacketRate: required(uapi.IPVS_STATS_ATTR_INPPS, counter),
  outPacketRate: required(uapi.IPVS_STATS_ATTR_OUTPPS, counter),
  inByteRate: required(uapi.IPVS_STATS_ATTR_INBPS, counter),
  outByteRate: required(uapi.IPVS_STATS_ATTR_OUTBPS, counter),
});

const stats32 = new AttributeSet('statistics', counters(mapped(u32, Number, BigInt)));
const stats64 = new AttributeSet('64-bit statistics', counters(u64));

/**
 * Statistics from the attribute with 64 bits, which there is since Linux 4.1, or else from the old one. A kernel that
 * knows both sends both, so they are decoded when it is clear which is meant.
 */
export const statistics = (type: number, type64: number) =>
  joined(
    { stats: optional(type, encoded(stats32)), stats64: optional(type64, encoded(stats64)) },
    (_: Stats | undefined) => undefined,
    ({ stats, stats64: wide }): Stats | undefined =>
      wide === undefined ? stats && stats32.decode(stats, 0, stats.length) : stats64.decode(wide, 0, wide.length),
  );
