/**
 * Shows what IPVS does, driven by our ipvsadm: a small network in namespaces, real web requests, and who answered them.
 * Everything shown is checked; status 1 and one line tell what was not as expected.
 */
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { buildNat, NAT_STEPS, type NatScenario, PAGE, type Step, typed, VIP } from '../scenarios/nat.ts';
import { checkShares, formatShares, tally, total } from '../scenarios/shares.ts';
import { action, bars, heading, paragraph, prompt, verbatim } from './page.ts';

/** Rounds of the scheduler that each step goes through. */
const ROUNDS = 3;

/** Milliseconds until the kernel has counted what went before: it adds up every two seconds. */
const COUNTERS_DELAY = 2200;

const INTRODUCTION =
  'The director balances web requests by NAT. It forwards packets (net.ipv4.ip_forward=1) and is the default gateway ' +
  'of the servers, so that their answers pass it on the way back, where it puts the virtual address in again.';

const DRAWING = `
client                     director                  web servers
192.168.100.10 ----------- 192.168.100.1
                           192.168.100.123 virtual
                           192.168.2.1 ---------+---- 192.168.2.100  web1
                                                +---- 192.168.2.101  web2
`;

async function command(nat: NatScenario, line: string): Promise<string> {
  prompt(nat.director.name, line);
  const output = await typed(nat.director, line);
  if (output !== '') verbatim(output);
  return output;
}

/** A command for what it prints, set apart from what is above it. */
function view(nat: NatScenario, line: string): Promise<string> {
  verbatim('\n');
  return command(nat, line);
}

/** Carries a step out, shows it and what follows from it, and answers how many connections it made. */
async function show(nat: NatScenario, { text, commands, shares, held }: Step): Promise<number> {
  paragraph(text);
  for (const line of commands) await command(nat, line);

  const requests = ROUNDS * total(shares);
  action('client', `${requests} requests to ${PAGE}, each on a new connection, answered by`);
  const answers = await nat.browser.visit(PAGE, requests);
  bars(tally(answers));
  checkShares(answers, shares);
  if (held) {
    action('client', `${total(held)} requests on the connections held open, answered by`);
    const heldAnswers = await nat.browser.visitHeld(PAGE, total(held));
    bars(tally(heldAnswers));
    checkShares(heldAnswers, held);
  }
  await view(nat, 'ipvsadm -Ln');
  return requests;
}

/** Shows the counters, and checks the service's own against the connections that were made. */
async function showCounters(nat: NatScenario, connections: number): Promise<void> {
  await setTimeout(COUNTERS_DELAY);
  const listing = await view(nat, 'ipvsadm -Ln --stats');
  const counted = /^TCP\s+\S+\s+(\d+)/m.exec(listing)?.[1];
  if (counted !== String(connections)) {
    throw new Error(`expected ${connections} connections in the counters of ${VIP}:80; seen: ${counted ?? 'none'}`);
  }
}

async function main(): Promise<void> {
  heading('One address, two web servers: LVS by NAT');
  paragraph(INTRODUCTION);
  verbatim(DRAWING.slice(1));
  const nat = await buildNat();
  try {
    for (const [index, step] of NAT_STEPS.entries()) {
      heading(`${index + 1}. ${step.title}`);
      const connections = await show(nat, step);
      if (index === 0) await showCounters(nat, connections);
    }
    heading('Clean up');
    await command(nat, 'ipvsadm -C');
  } finally {
    nat.network.remove();
  }
  const rounds = NAT_STEPS.map(({ shares }) => formatShares(shares));
  heading(`All as expected, a round of each step: ${rounds.join(' | ')}`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`\ndemo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
