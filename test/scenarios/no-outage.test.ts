/** Clients do not notice changes of the table: none of their requests fails. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from '../../tools/guide/guide.ts';
import { buildCluster, VIP } from './cluster.ts';
import type { Network } from './network.ts';
import { checkShares, type Shares, tally } from './shares.ts';
import { WebClient } from './web.ts';

const PAGE = `http://${VIP}/`;
let network: Network;
let browser: WebClient;
const folder = mkdtempSync(join(tmpdir(), 'ipvs-no-outage-'));

beforeAll(async () => {
  network = await buildNetwork({
    build: (made) => buildCluster(made, { client: ['192.168.100.10'] }, ['web1', 'web2'], [80, 8080]),
  });
  browser = await WebClient.start(network.host('client'));
});
afterAll(() => {
  network?.remove();
  rmSync(folder, { recursive: true });
});

/** The real servers, by their reply. */
const SERVERS: Readonly<Record<string, string>> = {
  'web1:80': '192.168.2.100:80',
  'web2:80': '192.168.2.101:80',
  'web2:8080': '192.168.2.101:8080',
};

/** Rules of the service with servers of these weights. */
const rulesOf = (weights: Shares): string =>
  `-A -t ${VIP}:80 -s wrr\n${Object.entries(weights)
    .map(([name, weight]) => `-a -t ${VIP}:80 -r ${SERVERS[name]} -m -w ${weight}\n`)
    .join('')}`;

const file = join(folder, 'rules');

/** Runs a line of shell on the director. `$FILE` in it becomes a file with the rules of these servers. */
function withRules(line: string, weights: Shares): Promise<string> {
  writeFileSync(file, rulesOf(weights));
  return network.host('director').run('sh', '-c', line.replaceAll('$FILE', file));
}

/** Milliseconds that the client rests after some requests, so that others get the only processor. */
const REST = 30;

/** Sends requests while changes are made. Returns which server answered how often, and how often none did and why. */
async function during(changes: () => Promise<unknown>): Promise<Shares> {
  let over = false;
  const done = changes().finally(() => {
    over = true;
  });
  const answers: string[] = [];
  while (!over) {
    answers.push(...(await browser.visit(PAGE, 5)));
    await setTimeout(REST);
  }
  await done;
  return tally(answers);
}

const BEFORE: Shares = { 'web1:80': 1, 'web2:80': 1 };

/** A server is replaced as an operator would: first it gets no new requests, then it is deleted. */
const FIRST: readonly Shares[] = [
  { 'web1:80': 0, 'web2:80': 1, 'web2:8080': 1 },
  { 'web2:80': 1, 'web2:8080': 1 },
];
const SECOND: readonly Shares[] = [
  { 'web1:80': 3, 'web2:80': 0, 'web2:8080': 1 },
  { 'web1:80': 3, 'web2:8080': 1 },
];

describe('a client that sends request after request', () => {
  it.each([
    ['--apply, one server after the other', 'ipvsadm --apply $FILE', [...FIRST, ...SECOND]],
    ['a restore of the same rules and of others', 'ipvsadm-restore <$FILE', [BEFORE, ...FIRST]],
  ])('notices nothing of %s', async (_, line, changes) => {
    await withRules(line, BEFORE);
    const answers = await during(async () => {
      for (const weights of changes) await withRules(line, weights);
    });
    expect(Object.keys(answers)).toEqual(Object.keys(SERVERS));
    checkShares(await browser.visit(PAGE, 12), changes.at(-1) ?? {});
  });

  it('notices a table that is emptied and filled again', async () => {
    await withRules('ipvsadm --apply $FILE', BEFORE);
    // The gap is so long that a repeated packet cannot save a request that hangs in it.
    const answers = await during(() => withRules('ipvsadm -C; sleep 1.5; ipvsadm -R <$FILE', BEFORE));
    expect(Object.keys(answers)).not.toEqual(Object.keys(BEFORE));
  });
});
