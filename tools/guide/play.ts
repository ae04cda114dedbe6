import { setTimeout } from 'node:timers/promises';
import type { Host } from '../../test/scenarios/host.ts';
import type { Network } from '../../test/scenarios/network.ts';
import { timeFactor } from '../lab/time-factor.ts';
import { matches } from './output.ts';
import type { Step } from './page.ts';

/**
 * Milliseconds until a command must print what the page says. Only failures wait that long, so it allows for a busy
 * machine.
 */
const LIMIT = 20_000 * timeFactor;

/** Milliseconds before a command is repeated. */
const INTERVAL = 200;

/**
 * Commands that only show something. It may take a while (the kernel updates counters every two seconds, daemons talk
 * to each other), so they are repeated until they print what the page says.
 */
const LOOKS =
  /^(ipvsadm (-L|-S|--diagnose)|ip (-\S+ )*(route|addr|neigh)\S* show|birdc show|etcdctl (get|endpoint|member list)|cat |conntrack -L|promtool query)/;

/**
 * Those that show what daemons do. What clients see depends on it, so a page waits for them even if their host does
 * not count.
 */
const ARRIVALS = /^(ip (-\S+ )*route show|birdc show|etcdctl (get|endpoint|member list))/;

/** What a host printed, and whether it is what the page says. */
interface Printed {
  readonly host: string;
  readonly text: string;
  readonly right: boolean;
}

/** A command printed something else than its page says. */
export class Mismatch extends Error {
  readonly step: Step;

  constructor(step: Step, { host, text }: Printed) {
    const expected = step.output.length > 0 ? step.output.join('\n') : '(nothing, with status 0)';
    super(`line ${step.line}: ${host}# ${step.command}\nexpected:\n${expected}\nprinted:\n${text}`);
    this.step = step;
  }
}

/** How to play: how long to repeat a command, in milliseconds, and which hosts' output counts (all when absent). */
export interface Play {
  readonly limit?: number;
  readonly judges?: (host: string) => boolean;
}

/**
 * Types a step on all of its hosts at the same time.
 *
 * @returns what the first of its hosts printed
 * @throws Mismatch when that is not what the page says
 */
export async function play(network: Network, step: Step, { limit = LIMIT, judges }: Play = {}): Promise<string> {
  const end = Date.now() + limit;
  const counts = judges === undefined || judges(step.host);
  const repeated = (counts ? LOOKS : ARRIVALS).test(step.command);
  for (;;) {
    const printed = await Promise.all(step.hosts.map((host) => type(network.host(host), step)));
    const wrong = printed.find(({ right }) => !right);
    if (wrong && repeated && Date.now() < end) {
      await setTimeout(INTERVAL);
      continue;
    }
    if (wrong && counts) throw new Mismatch(step, wrong);
    return printed[0]?.text ?? '';
  }
}

/** A command without output in the page has to succeed. One that has to fail shows its error there. */
async function type(host: Host, { command, output }: Step): Promise<Printed> {
  const { status, text } = await host.type(command);
  const right = matches(output, text) && (status === 0 || output.length > 0);
  return { host: host.name, text: status === 0 || text !== '' ? text : `(nothing, with status ${status})`, right };
}
