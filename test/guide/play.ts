import { setTimeout } from 'node:timers/promises';
import type { Host } from '../scenarios/host.ts';
import type { Network } from '../scenarios/network.ts';
import { matches } from './output.ts';
import type { Step } from './page.ts';

/** Milliseconds between two looks at what is not yet as expected. */
const INTERVAL = 200;

/**
 * Commands that only look. What they show may take its time (the kernel adds counters up every two seconds, daemons talk to
 * each other), so they are given again until they print what the page says.
 */
const LOOKS =
  /^(ipvsadm -(L|S)|ip (-\S+ )*(route|addr|neigh)\S* show|birdc show|etcdctl (get|endpoint|member list)|cat |conntrack -L)/;

/** A command of a page printed something else than the page says. */
export class Mismatch extends Error {
  readonly step: Step;

  constructor(step: Step, printed: string) {
    const expected = step.output.length > 0 ? step.output.join('\n') : '(nothing, with status 0)';
    super(`line ${step.line}: ${step.host}# ${step.command}\nexpected:\n${expected}\nprinted:\n${printed}`);
    this.step = step;
  }
}

/** How to play: how long to look, in milliseconds, and of which hosts what is printed counts (all when absent). */
export interface Play {
  readonly patience?: number;
  readonly judges?: (host: string) => boolean;
}

/**
 * Carries a step out.
 *
 * @returns what was printed
 * @throws Mismatch when that is not what the page says
 */
export async function play(network: Network, step: Step, { patience = 10_000, judges }: Play = {}): Promise<string> {
  const host = network.host(step.host);
  const end = Date.now() + patience;
  for (;;) {
    const printed = await type(host, step);
    if (printed.right || (judges && !judges(step.host))) return printed.text;
    if (Date.now() > end || !LOOKS.test(step.command)) throw new Mismatch(step, printed.text);
    await setTimeout(INTERVAL);
  }
}

/** A command that shows nothing in the page has to succeed; one that is to fail shows its error there. */
async function type(host: Host, { command, output }: Step): Promise<{ text: string; right: boolean }> {
  const { status, text } = await host.type(command);
  const right = matches(output, text) && (status === 0 || output.length > 0);
  return { text: status === 0 || text !== '' ? text : `(nothing, with status ${status})`, right };
}
