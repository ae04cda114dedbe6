import { setTimeout } from 'node:timers/promises';
import type { Host } from '../../test/scenarios/host.ts';
import type { Network } from '../../test/scenarios/network.ts';
import { timeFactor } from '../lab/time-factor.ts';
import { matches } from './output.ts';
import type { Step } from './page.ts';

/** Milliseconds in which what is to come has to come. Only failures wait so long, so it allows for a busy machine. */
const LIMIT = 20_000 * timeFactor;

/** Milliseconds between two looks at what is not yet as expected. */
const INTERVAL = 200;

/**
 * Commands that only look. What they show may take its time (the kernel adds counters up every two seconds, daemons talk to
 * each other), so they are given again until they print what the page says.
 */
const LOOKS =
  /^(ipvsadm -(L|S)|ip (-\S+ )*(route|addr|neigh)\S* show|birdc show|etcdctl (get|endpoint|member list)|cat |conntrack -L)/;

/** Of these, what daemons bring about, and what clients are to see depends on: waited for even where it does not count. */
const ARRIVALS = /^(ip (-\S+ )*route show|birdc show|etcdctl (get|endpoint|member list))/;

/** What a host printed, and whether the page says so. */
interface Printed {
  readonly host: string;
  readonly text: string;
  readonly right: boolean;
}

/** A command of a page printed something else than the page says. */
export class Mismatch extends Error {
  readonly step: Step;

  constructor(step: Step, { host, text }: Printed) {
    const expected = step.output.length > 0 ? step.output.join('\n') : '(nothing, with status 0)';
    super(`line ${step.line}: ${host}# ${step.command}\nexpected:\n${expected}\nprinted:\n${text}`);
    this.step = step;
  }
}

/** How to play: how long to look, in milliseconds, and of which hosts what is printed counts (all when absent). */
export interface Play {
  readonly limit?: number;
  readonly judges?: (host: string) => boolean;
}

/**
 * Carries a step out, on its hosts side by side.
 *
 * @returns what was printed, by the first host where there are several
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

/** A command that shows nothing in the page has to succeed; one that is to fail shows its error there. */
async function type(host: Host, { command, output }: Step): Promise<Printed> {
  const { status, text } = await host.type(command);
  const right = matches(output, text) && (status === 0 || output.length > 0);
  return { host: host.name, text: status === 0 || text !== '' ? text : `(nothing, with status ${status})`, right };
}
