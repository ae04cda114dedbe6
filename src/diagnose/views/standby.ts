import type { Ipvs } from '../facts/ipvs.ts';

/** Programs that take a virtual address away while another director has it. */
const MOVERS = ['keepalived', 'pacemakerd', 'ucarp'];

/** Whether this is a director that waits: it holds the table and not the addresses, which is right. */
export const isStandby = ({ daemons }: Ipvs, running: readonly string[]): boolean =>
  daemons.some(({ state }) => state === 'backup') || running.some((name) => MOVERS.includes(name));
