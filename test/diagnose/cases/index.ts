import type { CasesByCode } from '../case.ts';
import { DIRECTORS } from './directors.ts';
import { FIREWALL } from './firewall.ts';
import { MACHINE } from './machine.ts';
import { OVERLAPS } from './overlaps.ts';
import { PROBE_CASES } from './probes.ts';
import { SERVERS } from './servers.ts';
import { TABLE } from './table.ts';
import { WAY_IN } from './way-in.ts';

/** The recorded hosts of every check, by its code. */
export const CASES: CasesByCode = {
  ...WAY_IN,
  ...TABLE,
  ...SERVERS,
  ...FIREWALL,
  ...MACHINE,
  ...OVERLAPS,
  ...DIRECTORS,
  ...PROBE_CASES,
};
