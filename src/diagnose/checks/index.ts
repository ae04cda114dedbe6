import type { Check } from '../check.ts';
import { BOOT } from './boot.ts';
import { CLAIMS } from './claims.ts';
import { DIRECT_ROUTING } from './direct-routing.ts';
import { DRAINED_UDP } from './drained-udp.ts';
import { FIREWALL } from './firewall.ts';
import { FTP_CHECKS } from './ftp.ts';
import { HALF_CONNECTIONS } from './half-connections.ts';
import { KERNEL } from './kernel.ts';
import { LOCAL_SERVER } from './local-server.ts';
import { MARKS } from './marks.ts';
import { NAMESPACES } from './namespaces.ts';
import { OVERLAPS } from './overlaps.ts';
import { PATHS } from './paths.ts';
import { PROBES } from './probes.ts';
import { REAL_SERVER } from './real-server.ts';
import { REVERSE } from './reverse-path.ts';
import { SCHEDULERS } from './schedulers.ts';
import { SIZES } from './sizes.ts';
import { SYMPTOMS } from './symptoms.ts';
import { SYNC } from './sync.ts';
import { SYNC_MESSAGES } from './sync-messages.ts';
import { TABLE } from './table.ts';
import { WAY_BACK } from './way-back.ts';
import { WAY_IN } from './way-in.ts';
import { WAY_TO_SERVER } from './way-to-server.ts';

/**
 * All checks, by code. The first digit of a code says where: 1 the way in (addresses, marks), 2 the table (services,
 * servers, schedulers, thresholds, persistence), 3 the way to the servers, and back by NAT, 4 direct routing,
 * 5 tunnels, 6 connection tracking and firewall, 7 sync daemons and takeover, 8 kernel, sizes, boot and other programs,
 * 9 this machine as a real server.
 */
export const CHECKS: readonly Check[] = [
  ...WAY_IN,
  ...MARKS,
  ...REVERSE,
  ...CLAIMS,
  ...TABLE,
  ...SCHEDULERS,
  ...OVERLAPS,
  ...FTP_CHECKS,
  ...DRAINED_UDP,
  ...WAY_TO_SERVER,
  ...SYMPTOMS,
  ...LOCAL_SERVER,
  ...PROBES,
  ...WAY_BACK,
  ...DIRECT_ROUTING,
  ...PATHS,
  ...FIREWALL,
  ...HALF_CONNECTIONS,
  ...SYNC,
  ...SYNC_MESSAGES,
  ...KERNEL,
  ...SIZES,
  ...BOOT,
  ...NAMESPACES,
  ...REAL_SERVER,
];

/** Codes of checks that are gone. They are never used again: somebody may ignore them, or search for them. */
export const RETIRED: readonly string[] = [];
