import { readFileSync } from 'node:fs';
import type { Stats } from '../model.ts';

const TOTALS_FILE = '/proc/net/ip_vs_stats';

/** What is counted, without the rates. */
export type Counters = Pick<Stats, 'connections' | 'inPackets' | 'outPackets' | 'inBytes' | 'outBytes'>;

/** The line of totals: connections, packets and bytes in hexadecimal, below a heading of two lines. */
const LINE = /^(?:.*\n){2} *([\dA-F]+) +([\dA-F]+) +([\dA-F]+) +([\dA-F]+) +([\dA-F]+)\n/;

/**
 * The counters of all services of this network namespace together, those that are gone included. Source:
 * `/proc/net/ip_vs_stats` (ip_vs_stats_show in net/netfilter/ipvs/ip_vs_ctl.c), which netlink does not offer.
 *
 * @returns `undefined` when the file cannot be read, or is not as expected
 */
export function readTotals(): Counters | undefined {
  try {
    return parseTotals(readFileSync(TOTALS_FILE, 'latin1'));
  } catch {
    return undefined;
  }
}

export function parseTotals(text: string): Counters | undefined {
  const numbers = LINE.exec(text)
    ?.slice(1)
    .map((digits) => BigInt(`0x${digits}`));
  if (numbers === undefined) return undefined;
  const [connections = 0n, inPackets = 0n, outPackets = 0n, inBytes = 0n, outBytes = 0n] = numbers;
  return { connections, inPackets, outPackets, inBytes, outBytes };
}
