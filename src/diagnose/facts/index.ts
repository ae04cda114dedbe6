import { boot } from './boot.ts';
import { claims } from './claims.ts';
import { connections } from './connections.ts';
import { counters } from './counters.ts';
import { ingress } from './ingress.ts';
import { iptables } from './iptables.ts';
import { ipvs } from './ipvs.ts';
import { kernel } from './kernel.ts';
import { listeners } from './listeners.ts';
import { namespaces } from './namespaces.ts';
import { addresses, links, neighbours, rules } from './network.ts';
import { nftables } from './nftables.ts';
import { owners } from './owners.ts';
import { paths } from './paths.ts';
import { probes } from './probes.ts';
import { routes } from './routes.ts';
import type { RecordedSource } from './source.ts';
import { sysctls } from './sysctls.ts';

/** All that is recorded. */
export const SOURCES: readonly RecordedSource<unknown>[] = [
  ipvs,
  connections,
  links,
  addresses,
  rules,
  neighbours,
  routes,
  sysctls,
  counters,
  kernel,
  owners,
  namespaces,
  nftables,
  iptables,
  listeners,
  ingress,
  boot,
  probes,
  claims,
  paths,
];
