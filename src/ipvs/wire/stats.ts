import type { Stats } from '../model.ts';
import type { WireStats, WireStats64 } from './attributes.ts';

/** Statistics from whichever attribute the kernel sent: 64 bits since 4.1, 32 before. */
export function readStats(wire: {
  stats?: WireStats | undefined;
  stats64?: WireStats64 | undefined;
}): Stats | undefined {
  if (wire.stats64 !== undefined) return wire.stats64;
  if (wire.stats === undefined) return undefined;
  const { stats } = wire;
  return {
    connections: BigInt(stats.connections),
    inPackets: BigInt(stats.inPackets),
    outPackets: BigInt(stats.outPackets),
    inBytes: stats.inBytes,
    outBytes: stats.outBytes,
    connectionRate: BigInt(stats.connectionRate),
    inPacketRate: BigInt(stats.inPacketRate),
    outPacketRate: BigInt(stats.outPacketRate),
    inByteRate: BigInt(stats.inByteRate),
    outByteRate: BigInt(stats.outByteRate),
  };
}
