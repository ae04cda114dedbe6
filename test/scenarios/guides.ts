import type { Guide } from '../../tools/guide/guide.ts';
import { BGP } from './bgp.ts';
import { BOOT } from './boot.ts';
import { CHANGE_SAFELY } from './change-safely.ts';
import { CHOOSING } from './choosing.ts';
import { DIAGNOSE } from './diagnose.ts';
import { DR } from './dr.ts';
import { ETCD } from './etcd.ts';
import { FULLNAT } from './fullnat.ts';
import { FWMARK } from './fwmark.ts';
import { IPV6 } from './ipv6.ts';
import { KEEPALIVED } from './keepalived.ts';
import { LIBRARY } from './library.ts';
import { LOCAL_NODE } from './local-node.ts';
import { MAINTENANCE } from './maintenance.ts';
import { MIGRATION } from './migration.ts';
import { MONITORING } from './monitoring.ts';
import { NAT } from './nat.ts';
import { PERSISTENCE } from './persistence.ts';
import { SCHEDULERS } from './schedulers.ts';
import { SCTP_UDP } from './sctp-udp.ts';
import { SYNC } from './sync.ts';
import { TESTING } from './testing.ts';
import { THRESHOLDS } from './thresholds.ts';
import { TUN, TUN_GRE, TUN_GUE, TUN_MIXED } from './tun.ts';
import { WATCH } from './watch.ts';

/** All guides, in the order for a reader. The demo plays the first one when no name is given. */
export const GUIDES: readonly [Guide, ...Guide[]] = [
  NAT,
  DR,
  TUN,
  TUN_GUE,
  TUN_GRE,
  TUN_MIXED,
  FULLNAT,
  LOCAL_NODE,
  SCHEDULERS,
  PERSISTENCE,
  FWMARK,
  SCTP_UDP,
  IPV6,
  THRESHOLDS,
  DIAGNOSE,
  WATCH,
  MONITORING,
  MAINTENANCE,
  CHANGE_SAFELY,
  BOOT,
  SYNC,
  KEEPALIVED,
  BGP,
  ETCD,
  CHOOSING,
  LIBRARY,
  TESTING,
  MIGRATION,
];
