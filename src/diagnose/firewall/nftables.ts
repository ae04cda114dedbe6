import { z } from 'zod';
import type { AddressFamily } from '../../ipvs/model.ts';
import type { Chain, Hook, Rule } from './model.ts';
import { rulesOf } from './nft-rule.ts';
import { type SetsBy, setOf } from './nft-values.ts';

/** What `nft -j list ruleset` prints, as far as it is read: libnftables-json(5). */
const chain = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
});
const rule = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())),
});
const elements = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  elem: z.array(z.unknown()).optional(),
});

/** Objects of a ruleset. Of others, such as counters, nothing is kept. */
export const ruleset = z.array(
  z.union([
    z.object({ chain }),
    z.object({ rule }),
    z.object({ set: elements }),
    z.object({ map: elements }),
    z.object({}).strip(),
  ]),
);

export type Ruleset = z.infer<typeof ruleset>;

const HOOKS: readonly string[] = ['prerouting', 'input', 'forward', 'output', 'postrouting'] satisfies Hook[];
const isHook = (name: string): name is Hook => HOOKS.includes(name);

const FAMILIES: Readonly<Record<string, readonly AddressFamily[]>> = {
  ip: ['ipv4'],
  ip6: ['ipv6'],
  inet: ['ipv4', 'ipv6'],
};

/** Reads a ruleset. What it does not know matches maybe, and does anything. */
export function parseNftables(objects: Ruleset): Chain[] {
  const sets: SetsBy = new Map(
    objects.flatMap((one) => {
      const named = 'set' in one ? one.set : 'map' in one ? one.map : undefined;
      return named === undefined ? [] : [[`${named.family} ${named.table} @${named.name}`, named.elem ?? []]];
    }),
  );
  const chains = new Map<string, Chain & { readonly rules: Rule[] }>();
  for (const one of objects) {
    if ('chain' in one) {
      const { family, table, name, hook, prio, policy } = one.chain;
      const families = FAMILIES[family];
      if (families === undefined) continue;
      chains.set(`${family} ${table} ${name}`, {
        listing: `nft list chain ${family} ${table} ${name}`,
        insertion: `nft insert rule ${family} ${table} ${name}`,
        table: `nft ${family} ${table}`,
        name,
        families,
        hook: hook !== undefined && isHook(hook) ? hook : undefined,
        priority: prio ?? 0,
        policy: policy === 'drop' ? 'drop' : 'accept',
        rules: [],
      });
    } else if ('rule' in one) {
      const { family, table, chain: name, expr } = one.rule;
      const rules = rulesOf(expr, setOf(`${family} ${table}`, sets));
      chains.get(`${family} ${table} ${name}`)?.rules.push(...rules);
    }
  }
  return [...chains.values()];
}
