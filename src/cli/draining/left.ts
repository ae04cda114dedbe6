import { readOrEmpty } from '../files/read-or-empty.ts';
import type { Target } from './target.ts';

/**
 * 0, the default: a known client of a persistent service still comes to a server of weight 0, and each connection makes
 * it known for longer. Else it goes to another server. Source: Documentation/networking/ipvs-sysctl.rst.
 */
export const SYSCTL = 'net.ipv4.vs.expire_quiescent_template';

/** What keeps servers from being deleted. */
export interface Left {
  readonly activeConnections: number;
  /** Clients whose new connections still come, and the longest that one is known. Absent if there are none. */
  readonly known: { readonly clients: number; readonly timeout: number } | undefined;
}

/** What is left on servers of weight 0. The sysctl is read each time, because it may be set meanwhile. */
export function leftOn(targets: readonly Target[]): Left {
  const activeConnections = targets.reduce((sum, { server }) => sum + server.activeConnections, 0);
  const known = sendsKnownClients() ? knownOf(targets) : undefined;
  return { activeConnections, known };
}

function knownOf(targets: readonly Target[]): Left['known'] {
  let [clients, timeout] = [0, 0];
  for (const { service, server } of targets) {
    if (service.persistence === undefined || server.persistentConnections === 0) continue;
    clients += server.persistentConnections;
    timeout = Math.max(timeout, service.persistence.timeout);
  }
  return clients === 0 ? undefined : { clients, timeout };
}

/** Whether the kernel sends known clients to a server of weight 0. A sysctl that cannot be read has its default, 0. */
const sendsKnownClients = (): boolean => Number(readOrEmpty(`/proc/sys/${SYSCTL.replaceAll('.', '/')}`)) === 0;

/** What is shown on a terminal while it is waited for. */
export function progressText(name: string, { activeConnections, known }: Left): string {
  const active = `${name}: active connections: ${activeConnections}`;
  if (known === undefined) return active;
  const { clients, timeout } = known;
  const until = `these keep coming until ${timeout} s after their last connection, unless sysctl ${SYSCTL} is 1`;
  return `${active}, persistent clients: ${clients}; ${until}`;
}
