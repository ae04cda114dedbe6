import type { TunnelType } from '../ipvs/model.ts';
import type { MetricsFormat } from './command.ts';
import type { CommandDefinition, Conflicts, Needs } from './commands.ts';
import type { Draft } from './draft.ts';
import { UsageError } from './errors.ts';
import { OPTIONS, type OptionName, optionName } from './options.ts';

/** The options of a command line, each once, in the order in which they came. */
export type Seen = readonly OptionName[];

/** What options have to stand beside each other. */
interface Constraints {
  readonly required?: readonly OptionName[];
  readonly allowed?: readonly OptionName[];
  readonly conflicts?: Conflicts;
  readonly needs?: Needs;
}

/** Names of the options in the order in which they are checked. */
const ORDER: readonly OptionName[] = [...new Set(OPTIONS.map(optionName))];

const NONE: readonly OptionName[] = [];

/** Options that go with any command: the first two do with ipvsadm 1.31. */
const ANYWHERE: readonly OptionName[] = ['sort', 'ipv6', 'netns'];

/**
 * Checks options against constraints.
 *
 * @param of what the constraints are of: `'list' command`
 * @throws UsageError for the first option, in the order of the table, that is missing, illegal, beside one it excludes,
 * or without one that it needs
 */
function check(seen: Seen, constraints: Constraints, of: () => string): void {
  const { required = NONE, allowed = NONE, conflicts, needs } = constraints;
  let wrong: OptionName | undefined;
  const note = (option: OptionName): void => {
    if (wrong === undefined || ORDER.indexOf(option) < ORDER.indexOf(wrong)) wrong = option;
  };
  for (const option of required) if (!seen.includes(option)) note(option);
  for (const option of seen) {
    if (required.includes(option) || allowed.includes(option)) {
      if (conflicts?.[option]?.some((excluded) => seen.includes(excluded))) note(option);
      const needed = needs?.[option];
      if (needed !== undefined && !seen.includes(needed)) note(option);
    } else if (!ANYWHERE.includes(option)) note(option);
  }
  if (wrong !== undefined) throw new UsageError(problemOf(wrong, seen, constraints, of()));
}

function problemOf(option: OptionName, seen: Seen, { conflicts, needs }: Constraints, of: string): string {
  if (!seen.includes(option)) return `You need to supply the '${option}' option for the ${of}`;
  const other = conflicts?.[option]?.find((excluded) => seen.includes(excluded));
  const needed = needs?.[option];
  if (other === undefined && needed !== undefined) {
    return `The option '${option}' needs the '${needed}' option in the ${of}`;
  }
  if (other === undefined) return `Illegal '${option}' option with the ${of}`;
  return `The option '${option}' conflicts with the '${other}' option in the ${of}`;
}

/** Checks the options of a command against what it requires and allows. */
export function checkOptions(command: CommandDefinition, seen: Seen): void {
  check(seen, command, () => `'${command.name ?? command.long}' command`);
}

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

const OWN_METRICS: Constraints = { allowed: ['metrics', 'numeric', 'connection', 'findings', 'output'] };

/** What each format of metrics allows of the options of a listing. They have no columns, and are always numeric. */
const METRICS: Readonly<Record<MetricsFormat, Constraints>> = {
  openmetrics: OWN_METRICS,
  prometheus: OWN_METRICS,
  // node_exporter has no names for the rest.
  node_exporter: { allowed: ['metrics', 'numeric', 'output'] },
};

/** Checks the options of a listing against the format of metrics, if it is one of metrics. */
export function checkMetrics({ metrics: format }: Draft, seen: Seen): void {
  if (format !== undefined) check(seen, METRICS[format], () => `'${format}' format of metrics`);
}

const TUNNEL_OPTIONS: readonly OptionName[] = ['tun-port', 'tun-nocsum', 'tun-csum', 'tun-remcsum'];
const CHECKSUM_CONFLICTS: Conflicts = { 'tun-csum': ['tun-nocsum'], 'tun-remcsum': ['tun-nocsum', 'tun-csum'] };

/** What each type of tunnel requires and allows. */
const TUNNELS: Readonly<Record<TunnelType, Constraints>> = {
  ipip: {},
  gue: {
    required: ['tun-port'],
    allowed: ['tun-nocsum', 'tun-csum', 'tun-remcsum'],
    conflicts: CHECKSUM_CONFLICTS,
  },
  gre: { allowed: ['tun-nocsum', 'tun-csum'], conflicts: CHECKSUM_CONFLICTS },
};

/**
 * Checks the tunnel options against the forwarding method and against each other.
 *
 * @param mayTunnel whether that method is a tunnel, or is not said
 */
export function checkTunnel({ tunnelType: type = 'ipip' }: Draft, seen: Seen, mayTunnel: boolean): void {
  if (mayTunnel) {
    const options = seen.filter((option) => TUNNEL_OPTIONS.includes(option));
    check(options, TUNNELS[type], () => `'${type}' tunnel type`);
  } else if (seen.some((option) => option === 'tun-type' || TUNNEL_OPTIONS.includes(option))) {
    throw new UsageError('Tunnel options conflict with forward method');
  }
}
