import { type Charset, type History, trend } from './history.ts';
import type { Total } from './pace.ts';
import { short } from './short.ts';
import type { Segment } from './style.ts';

/** What the sum of all services is called in the history. */
export const TOTAL = 'all';

interface Status {
  readonly interval: number;
  readonly order: string;
  readonly isReversed: boolean;
  readonly filter: string;
  readonly isPaused: boolean;
}

/** The first line: how the table is shown. */
export function statusLine({ interval, order, isReversed, filter, isPaused }: Status): Segment[] {
  const line: Segment[] = [
    { text: 'ipvsadm', style: 'bold' },
    { text: `  every ${interval} s  by ${order}${isReversed ? ', reversed' : ''}` },
  ];
  if (filter !== '') line.push({ text: `  filter: ${filter}`, style: 'warning' });
  if (isPaused) line.push({ text: '  paused', style: 'warning' });
  return line;
}

/**
 * The second line: sums over all services.
 *
 * @param isPace whether there was an earlier reading to measure with
 */
export function totalLine(total: Total, isPace: boolean, history: History, charset: Charset): Segment[] {
  const { services, servers, active, inactive, pace } = total;
  const table = `services ${services}, servers ${servers}, active ${short(active)}, inactive ${short(inactive)}`;
  if (!isPace) return [{ text: table }];
  const input = `in ${short(pace.inPackets)} packets/s ${short(pace.inBytes)}B/s`;
  const output = `out ${short(pace.outPackets)} packets/s ${short(pace.outBytes)}B/s`;
  return [
    { text: `${table}, ${short(pace.connections)} new/s, ${input}, ${output} ${trend(history.of(TOTAL), charset)}` },
  ];
}
