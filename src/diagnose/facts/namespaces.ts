import { z } from 'zod';
import type { Host } from './host.ts';
import { ipvs } from './ipvs.ts';
import type { RecordedSource } from './source.ts';

/** Lines of services in /proc/net/ip_vs. */
const SERVICE = /^(?:TCP|UDP|SCTP|FWM) /gm;

/** The namespace in which Docker's swarm balances. No process is in it. */
const INGRESS = 'ingress_sbox';
const DOCKER = '/run/docker/netns';

const schema = z.strictObject({
  /** Processes in other network namespaces that have a table, one for each of these. */
  tables: z.array(z.strictObject({ process: z.int(), services: z.int() })),
  /** Where Docker's namespace is, if it is there. */
  ingress: z.string().optional(),
});

/** Tables of IPVS in other network namespaces, where there is none in ours. None is entered for that. */
export const namespaces: RecordedSource<z.infer<typeof schema>> = {
  name: 'namespaces',
  title: 'other network namespaces',
  schema,
  read: async (host, get) => {
    const { entries } = await get(ipvs);
    if (entries.length > 0) return { tables: [] };
    return { tables: tablesOf(host), ingress: isIn(host, DOCKER, INGRESS) ? `${DOCKER}/${INGRESS}` : undefined };
  },
};

function tablesOf(host: Host): { process: number; services: number }[] {
  const seen = new Set([host.readLink('/proc/self/ns/net')]);
  const processes = host.readNames('/proc').filter((name) => /^\d+$/.test(name));
  return processes.flatMap((id) => {
    try {
      const namespace = host.readLink(`/proc/${id}/ns/net`);
      if (seen.has(namespace)) return [];
      seen.add(namespace);
      const services = host.readText(`/proc/${id}/net/ip_vs`).match(SERVICE)?.length ?? 0;
      return services === 0 ? [] : [{ process: Number(id), services }];
    } catch {
      // It has ended, is another user's, or has no IPVS.
      return [];
    }
  });
}

function isIn(host: Host, folder: string, name: string): boolean {
  try {
    return host.readNames(folder).includes(name);
  } catch {
    return false;
  }
}
