import { z } from 'zod';
import { codeOf } from '../../netlink/errors.ts';
import type { Host } from './host.ts';
import { nftables } from './nftables.ts';
import { NotLookedAt, type RecordedSource } from './source.ts';

const schema = z.strictObject({
  /** Lines of iptables-save, without comments. Empty where no table is in use. */
  ipv4: z.array(z.string()),
  ipv6: z.array(z.string()),
  /** Whether they are the rules of nftables in the language of iptables. */
  translated: z.boolean(),
});

/** The rules of iptables. */
export type Iptables = z.infer<typeof schema>;

/**
 * The rules of iptables: those of its own tables in the kernel, or those that its newer version keeps in nftables,
 * where nft cannot say what they match.
 */
export const iptables: RecordedSource<Iptables> = {
  name: 'iptables',
  title: 'the rules of iptables',
  schema,
  read: async (host, get) => {
    if (isInUse(host)) {
      const [ipv4, ipv6] = [await save(host, 'iptables', 'legacy'), await save(host, 'ip6tables', 'legacy')];
      return { ipv4, ipv6, translated: false };
    }
    const rules = await get(nftables).catch((error: unknown) => {
      if (error instanceof NotLookedAt) return [];
      throw error;
    });
    const foreign = rules.some((one) => 'rule' in one && one.rule.expr.some((statement) => 'xt' in statement));
    if (!foreign) return { ipv4: [], ipv6: [], translated: false };
    return { ipv4: await save(host, 'iptables', 'nft'), ipv6: await save(host, 'ip6tables', 'nft'), translated: true };
  },
};

/** Whether the kernel holds tables of iptables itself. These files list them, and are not there without the modules. */
const isInUse = (host: Host): boolean =>
  ['/proc/net/ip_tables_names', '/proc/net/ip6_tables_names'].some((path) => {
    try {
      return host.readText(path) !== '';
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  });

/** Most machines have one of the two versions only, by the plain name. */
async function save(host: Host, program: string, version: string): Promise<string[]> {
  const text = await host
    .run(`${program}-${version}-save`)
    .catch((error: unknown) => host.run(`${program}-save`).catch(() => Promise.reject(error)));
  return text.split('\n').flatMap((line) => {
    if (!/^[*:-]|^COMMIT/.test(line)) return [];
    return [line.replace(/ -m comment --comment ("(?:[^"\\]|\\.)*"|\S+)/g, '').replace(/ \[\d+:\d+\]$/, '')];
  });
}
