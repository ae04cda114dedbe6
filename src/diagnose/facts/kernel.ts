import { z } from 'zod';
import { codeOf } from '../../netlink/errors.ts';
import type { Host } from './host.ts';
import type { RecordedSource } from './source.ts';

const schema = z.strictObject({
  /** As `uname -r` prints it. */
  release: z.string(),
  /** Modules that are loaded. */
  loaded: z.array(z.string()),
  /** Those of IPVS that are there for this kernel, loaded or not, or built into it. Absent where nothing tells. */
  available: z.array(z.string()).optional(),
});

/** The running kernel. */
export type Kernel = z.infer<typeof schema>;

export const kernel: RecordedSource<Kernel> = {
  name: 'kernel',
  title: 'the modules of the kernel',
  schema,
  read: async (host) => {
    const release = host.readText('/proc/sys/kernel/osrelease').trim();
    return { release, loaded: loadedIn(host), available: availableFor(release, host) };
  },
};

/** Names in `/proc/modules`, the first word of each line. A kernel without modules has no such file. */
function loadedIn(host: Host): string[] {
  try {
    return Array.from(host.readText('/proc/modules').matchAll(/^\S+/gm), ([name]) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Names in modules.dep and modules.builtin, a path on each line: `kernel/net/netfilter/ipvs/ip_vs_rr.ko.xz`. */
function availableFor(release: string, host: Host): string[] | undefined {
  try {
    const text = ['dep', 'builtin'].map((name) => host.readText(`/lib/modules/${release}/modules.${name}`)).join('\n');
    return Array.from(text.matchAll(/^[^:\n]*\/(ip_vs\w*)\.ko/gm), ([, name = '']) => name);
  } catch {
    return undefined;
  }
}
