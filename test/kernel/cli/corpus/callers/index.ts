import type { Group } from '../case.ts';
import type { Caller } from './caller.ts';
import { ctdb } from './ctdb.ts';
import { ddWrt } from './dd-wrt.ts';
import { ibm } from './ibm.ts';
import { initScripts } from './init-scripts.ts';
import { ldirectord } from './ldirectord.ts';
import { netIpvs } from './net-ipvs.ts';
import { octavia } from './octavia.ts';
import { openEuler } from './openeuler.ts';
import { pybal } from './pybal.ts';
import { salt } from './salt.ts';
import { scripts } from './scripts.ts';
import { sos } from './sos.ts';

const ALL: readonly Caller[] = [
  pybal,
  ldirectord,
  netIpvs,
  octavia,
  salt,
  sos,
  initScripts,
  ibm,
  openEuler,
  ctdb,
  ddWrt,
  scripts,
];

export const callers: readonly Group[] = ALL.flatMap(({ groups }) => groups);
