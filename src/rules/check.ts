import type { TunnelType } from '../ipvs/model.ts';
import type { CommandDefinition, Conflicts } from './commands.ts';
import type { Draft } from './draft.ts';
import { UsageError } from './errors.ts';
import { OPTIONS, type OptionName, optionName } from './options.ts';

/** The options of a command line, each once, as they came. */
type Seen = readonly OptionName[];

interface Rules {
  readonly required?: readonly OptionName[];
  readonly allowed?: readonly OptionName[];
  readonly conflicts?: Conflicts;
}

/** Names of the options in the order in which they are checked; `sort` and `ipv6` go with any command. */
const CHECKED = [...new Set(OPTIONS.map(optionName))].filter((name) => name !== 'sort' && name !== 'ipv6');

const NONE: readonly OptionName[] = [];

/**
 * Whether all that is required was seen, and nothing but what is allowed: what can be said of nearly every rule of a restore, and
 * from the few options that it has.
 */
function isSound(seen: Seen, { required = NONE, allowed = NONE, conflicts }: Rules): boolean {
  if (conflicts !== undefined) return false;
  for (const option of required) if (!seen.includes(option)) return false;
  for (const option of seen) if (!required.includes(option) && !allowed.includes(option)) return false;
  return true;
}

/** Goes through options once, in order, and throws for the first that is missing, illegal, or beside one it excludes. */
function check<R extends Rules>(
  options: readonly OptionName[],
  seen: Seen,
  rules: R,
  describe: (rules: R) => string,
): void {
  if (isSound(seen, rules)) return;
  const { required = NONE, allowed = NONE, conflicts } = rules;
  const context = describe(rules);
  for (const option of options) {
    if (!seen.includes(option)) {
      if (!required.includes(option)) continue;
      throw new UsageError(`You need to supply the '${option}' option for the ${context}`);
    }
    if (!required.includes(option) && !allowed.includes(option)) {
      throw new UsageError(`Illegal '${option}' option with the ${context}`);
    }
    const other = conflicts?.[option]?.find((excluded) => seen.includes(excluded));
    if (other !== undefined) {
      throw new UsageError(`The option '${option}' conflicts with the '${other}' option in the ${context}`);
    }
  }
}

/** Checks the options of a command against what it requires and allows. */
export function checkOptions(command: CommandDefinition, seen: Seen): void {
  check(CHECKED, seen, command, describeCommand);
}

const describeCommand = ({ name, long }: CommandDefinition): string => `'${name ?? long}' command`;

/** Views of the table, which the listings of other things exclude; connections take `persistent-conn` as their own. */
const TABLE_VIEWS: readonly OptionName[] = ['stats', 'rate', 'thresholds'];

/** Checks that a listing of something else than the table is not asked for in a view of the table. */
export function checkListViews(seen: Seen): void {
  const elsewhere = seen.includes('timeout') || seen.includes('daemon');
  const views = elsewhere ? [...TABLE_VIEWS, 'persistent-conn' as const] : TABLE_VIEWS;
  if ((elsewhere || seen.includes('connection')) && views.some((view) => seen.includes(view))) {
    throw new UsageError('options conflicts in the list command');
  }
}

const TUNNEL_OPTIONS: readonly OptionName[] = ['tun-port', 'tun-nocsum', 'tun-csum', 'tun-remcsum'];
const CHECKSUM_CONFLICTS: Conflicts = { 'tun-csum': ['tun-nocsum'], 'tun-remcsum': ['tun-nocsum', 'tun-csum'] };

interface TunnelRules extends Rules {
  readonly type: TunnelType;
}

/** What each type of tunnel requires and allows. */
const TUNNEL_RULES: Readonly<Record<TunnelType, TunnelRules>> = {
  ipip: { type: 'ipip' },
  gue: {
    type: 'gue',
    required: ['tun-port'],
    allowed: ['tun-nocsum', 'tun-csum', 'tun-remcsum'],
    conflicts: CHECKSUM_CONFLICTS,
  },
  gre: { type: 'gre', allowed: ['tun-nocsum', 'tun-csum'], conflicts: CHECKSUM_CONFLICTS },
};

/** Checks the tunnel options against the forwarding method and against each other. */
export function checkTunnel({ seen, forwarding, tunnelType: type = 'ipip' }: Draft): void {
  if (forwarding === 'tunnel') {
    check(TUNNEL_OPTIONS, seen, TUNNEL_RULES[type], describeTunnel);
  } else if (seen.some(isOfTunnel)) {
    throw new UsageError('Tunnel options conflict with forward method');
  }
}

const describeTunnel = ({ type }: TunnelRules): string => `'${type}' tunnel type`;

const isOfTunnel = (option: OptionName): boolean => option === 'tun-type' || TUNNEL_OPTIONS.includes(option);
