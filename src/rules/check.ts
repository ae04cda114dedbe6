import type { CommandDefinition, Conflicts } from './commands.ts';
import type { Draft } from './draft.ts';
import { UsageError } from './errors.ts';
import { OPTIONS, type OptionName, optionName } from './options.ts';

interface Rules {
  readonly required?: readonly OptionName[];
  readonly allowed?: readonly OptionName[];
  readonly conflicts?: Conflicts;
}

/** Names of the options in the order in which they are checked; `sort` and `ipv6` go with any command. */
const CHECKED = [...new Set(OPTIONS.map(optionName))].filter((name) => name !== 'sort' && name !== 'ipv6');

/** Goes through options once, in order, and throws for the first that is missing, illegal, or beside one it excludes. */
function check(options: readonly OptionName[], seen: ReadonlySet<OptionName>, rules: Rules, context: string): void {
  // By index: it is done for every rule of a restore, and an iterator makes an object at each step.
  for (let at = 0; at < options.length; at++) {
    const option = options[at];
    if (option === undefined) break;
    const required = rules.required?.includes(option) ?? false;
    if (!seen.has(option)) {
      if (required) throw new UsageError(`You need to supply the '${option}' option for the ${context}`);
      continue;
    }
    if (!required && !rules.allowed?.includes(option)) {
      throw new UsageError(`Illegal '${option}' option with the ${context}`);
    }
    const other = rules.conflicts?.[option]?.find((excluded) => seen.has(excluded));
    if (other !== undefined) {
      throw new UsageError(`The option '${option}' conflicts with the '${other}' option in the ${context}`);
    }
  }
}

/** Checks the options of a command against what it requires and allows. */
export function checkOptions(command: CommandDefinition, seen: ReadonlySet<OptionName>): void {
  check(CHECKED, seen, command, `'${command.name ?? command.long}' command`);
}

/** Views of the table, which the listings of other things exclude; connections take `persistent-conn` as their own. */
const TABLE_VIEWS: readonly OptionName[] = ['stats', 'rate', 'thresholds'];

/** Checks that a listing of something else than the table is not asked for in a view of the table. */
export function checkListViews(seen: ReadonlySet<OptionName>): void {
  const elsewhere = seen.has('timeout') || seen.has('daemon');
  const views = elsewhere ? [...TABLE_VIEWS, 'persistent-conn' as const] : TABLE_VIEWS;
  if ((elsewhere || seen.has('connection')) && views.some((view) => seen.has(view))) {
    throw new UsageError('options conflicts in the list command');
  }
}

const TUNNEL_OPTIONS = ['tun-port', 'tun-nocsum', 'tun-csum', 'tun-remcsum'] as const;
const CHECKSUM_CONFLICTS: Conflicts = { 'tun-csum': ['tun-nocsum'], 'tun-remcsum': ['tun-nocsum', 'tun-csum'] };

/** What each type of tunnel requires and allows. */
const TUNNEL_RULES: Readonly<Record<'ipip' | 'gue' | 'gre', Rules>> = {
  ipip: {},
  gue: {
    required: ['tun-port'],
    allowed: ['tun-nocsum', 'tun-csum', 'tun-remcsum'],
    conflicts: CHECKSUM_CONFLICTS,
  },
  gre: { allowed: ['tun-nocsum', 'tun-csum'], conflicts: CHECKSUM_CONFLICTS },
};

/** Checks the tunnel options against the forwarding method and against each other. */
export function checkTunnel({ seen, forwarding, tunnelType: type = 'ipip' }: Draft): void {
  if (forwarding === 'tunnel') {
    check(TUNNEL_OPTIONS, seen, TUNNEL_RULES[type], `'${type}' tunnel type`);
  } else if (seen.has('tun-type') || TUNNEL_OPTIONS.some((option) => seen.has(option))) {
    throw new UsageError('Tunnel options conflict with forward method');
  }
}
