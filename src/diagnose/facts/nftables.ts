import { z } from 'zod';
import { type Ruleset, ruleset } from '../firewall/nftables.ts';
import type { Host } from './host.ts';
import { kernel } from './kernel.ts';
import type { RecordedSource } from './source.ts';

const output = z.object({ nftables: ruleset });

/** The rules of nftables, without comments and counters. */
export const nftables: RecordedSource<Ruleset> = {
  name: 'nftables',
  title: 'the rules of nftables',
  schema: ruleset,
  read: async (host, get) => {
    try {
      return output.parse(JSON.parse(await host.run('nft', '-j', 'list', 'ruleset'))).nftables;
    } catch (error) {
      // Without nf_tables there are no rules, so nobody has to ask for them.
      const { loaded, release } = await get(kernel);
      if (loaded.includes('nf_tables') || isBuiltIn(host, release)) throw error;
      return [];
    }
  },
};

function isBuiltIn(host: Host, release: string): boolean {
  try {
    return host.readText(`/lib/modules/${release}/modules.builtin`).includes('/nf_tables.ko');
  } catch {
    // Nothing tells: a kernel that was built for this machine alone, maybe.
    return true;
  }
}
