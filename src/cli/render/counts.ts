import type { Naming } from '../../rules/naming.ts';
import { Lines } from './lines.ts';

/** Some connections that have something in common. */
export interface Group {
  /** Addresses whose names may be shown. */
  readonly addresses: readonly string[];
  readonly name: (names: GroupNames) => string;
  /** The property of the group in `src/json/schema.ts`. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** How what is counted is written. */
export interface GroupNames {
  readonly endpoint: Naming;
  readonly host: (address: string) => string;
}

export type Counted = readonly (readonly [group: Group, count: number])[];

/** A line for each group, as uniq(1) writes them, and one for all of them, as wc(1) does. */
export function renderCounts(counted: Counted, total: number, names: GroupNames): Lines {
  const width = String(total).length;
  const lines = new Lines();
  for (const [group, count] of counted) lines.rightNumber(count, width).text(` ${group.name(names)}\n`);
  return lines.rightNumber(total, width).text(' total\n');
}

export function renderCountsJson(by: string, counted: Counted, total: number): Lines {
  const lines = new Lines().text(`{"counts": {"by": "${by}", "total": ${total}, "groups": [`);
  for (const [at, [{ json }, count]] of counted.entries()) {
    lines.text(`${at === 0 ? '' : ','}\n${JSON.stringify({ ...json, count })}`);
  }
  return lines.text('\n]}}\n');
}
