import { z } from 'zod';
import type { Host } from './host.ts';
import type { RecordedSource } from './source.ts';

/** Programs that write the table, move virtual addresses or announce them, by the name of their process. */
const PROGRAMS = [
  'keepalived',
  'ldirectord',
  'kube-proxy',
  'kube-router',
  'dockerd',
  'bird',
  'bird6',
  'zebra',
  'bgpd',
  'ospfd',
  'exabgp',
  'gobgpd',
  'pacemakerd',
  'ucarp',
];

/** Bytes of a process's name: the kernel cuts longer ones. */
const NAME_SIZE = 15;

/** Names of those of these programs that run in this network namespace. */
export const owners: RecordedSource<string[]> = {
  name: 'owners',
  title: 'the programs that run',
  schema: z.array(z.string()),
  read: async (host) => {
    const ours = host.readLink('/proc/self/ns/net');
    const processes = host.readNames('/proc').filter((name) => /^\d+$/.test(name));
    const found = processes.flatMap((id) => programOf(host, id, ours) ?? []);
    return PROGRAMS.filter((name) => found.includes(name.slice(0, NAME_SIZE)));
  },
};

/** Name of a process in our network namespace; scripts are known by their first word that names one of the programs. */
function programOf(host: Host, id: string, ours: string): string | undefined {
  try {
    if (host.readLink(`/proc/${id}/ns/net`) !== ours) return undefined;
    const name = host.readText(`/proc/${id}/comm`).trim();
    if (PROGRAMS.some((program) => program.slice(0, NAME_SIZE) === name)) return name;
    const words = host.readText(`/proc/${id}/cmdline`).split('\0').slice(0, 3);
    return PROGRAMS.find((program) => words.some((word) => word.endsWith(`/${program}`)));
  } catch {
    // It has ended, or is another user's.
    return undefined;
  }
}
