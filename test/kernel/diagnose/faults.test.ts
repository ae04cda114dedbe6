/**
 * `ipvsadm --diagnose` on real clusters: silent while they work. Each fault that is put in on purpose breaks real
 * traffic, is named with its object, and is gone when the commands of the finding have been typed.
 */
import { mkdirSync } from 'node:fs';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CHECKS } from '../../../src/diagnose/checks/index.ts';
import { buildNetwork } from '../../../tools/guide/guide.ts';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import type { Network } from '../../scenarios/network.ts';
import { CLUSTERS, type Cluster } from './clusters.ts';
import { FAULTS, type Fault, type Typed, WITHOUT_FAULT } from './faults.ts';

/** What of a report is looked at. */
const report = z.object({
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.string(),
      object: z.string(),
      fix: z.array(z.object({ command: z.string(), on: z.string().optional() })),
    }),
  ),
  notChecked: z.array(z.object({ title: z.string(), reason: z.string() })),
});

type Report = z.infer<typeof report>;

/** A folder in which the healthy clusters are recorded: hosts for the tests without a kernel. */
const { RECORD_HOSTS } = process.env;

/** Milliseconds for a fault and its remedy. On a quiet machine they take fifteen seconds. */
const LIMIT = { timeout: 180_000 * timeFactor };

/** Milliseconds that a network may take to notice what was changed. */
const PATIENCE = 15_000 * timeFactor;

/** What became of each fault, for the table that is printed at the end. */
const outcomes = new Map<Fault, 'found' | 'not found'>();

afterAll(() => {
  const rows = CHECKS.flatMap(({ code, name }) => {
    const faults = FAULTS.filter((fault) => fault.code === code);
    if (faults.length === 0) return [`${code} ${name}: no fault: ${WITHOUT_FAULT[code]}`];
    return faults.map(
      (fault) => `${code} ${name}: ${fault.cluster}: ${fault.title}: ${outcomes.get(fault) ?? 'not run'}`,
    );
  });
  console.log(rows.join('\n'));
});

it('every check has a fault, or a reason why not', () => {
  const codes = CHECKS.map(({ code }) => code);
  const covered = new Set([...FAULTS.map(({ code }) => code), ...Object.keys(WITHOUT_FAULT)]);
  expect([...covered].sort()).toEqual(codes);
});

describe.each(CLUSTERS)('the cluster $name', LIMIT, (cluster) => {
  let network: Network;
  /** Set where a test has left something broken. */
  let broken = true;
  beforeEach(async () => {
    if (!broken) return;
    network?.remove();
    network = await buildNetwork(cluster);
    broken = false;
  });
  afterAll(() => network?.remove());

  it('is healthy, and nothing is found', async () => {
    expect(await until(() => works(network, cluster), true)).toBe(true);
    for (const options of [{}, { probe: true }] as const) {
      expect(await diagnose(network, options)).toEqual({
        status: 0,
        report: { findings: [], notChecked: expect.anything() },
      });
    }
    if (RECORD_HOSTS === undefined) return;
    const folder = `${process.cwd()}/${RECORD_HOSTS}/${cluster.name}`;
    mkdirSync(folder, { recursive: true });
    await type(network, ['director', `ipvsadm --diagnose --record ${folder}`]);
  });

  it.each(FAULTS.filter((fault) => fault.cluster === cluster.name))('$title: $code', async (fault) => {
    broken = true;
    outcomes.set(fault, 'not found');
    for (const line of fault.put) await type(network, line);
    const requests = (count?: number) => works(network, cluster, { count, ...fault });
    if (!fault.unnoticed) expect(await until(() => requests(), false)).toBe(false);
    // Every server gets some connections, and a neighbour that does not answer is given up after three seconds.
    await requests(6);
    await setTimeout(1500 * timeFactor);
    const found = await diagnose(network, fault);
    expect(found.status).toBe(1);
    expect(found.report.findings.map(({ code, object }) => `${code} ${object}`)).toEqual(
      fault.objects.map((object) => `${fault.code} ${object}`),
    );
    for (const line of fault.mend ?? []) await type(network, line);
    if (fault.mend === undefined) await mend(network, remedies(found.report, fault));
    expect(await until(() => requests(), true)).toBe(true);
    expect(await diagnose(network, fault)).toEqual({
      status: 0,
      report: { findings: [], notChecked: expect.anything() },
    });
    outcomes.set(fault, 'found');
    broken = fault.leaves ?? false;
  });
});

/** Whether as many requests, made at once, are all answered. */
async function works(
  network: Network,
  { url, servers }: Cluster,
  {
    count = 2 * servers,
    client = 'client',
    upload,
  }: Pick<Fault, 'client' | 'upload'> & { readonly count?: number | undefined } = {},
): Promise<boolean> {
  const body = upload ? '--data-binary @body ' : '';
  const requests = `{ curl -gsm 2 ${body}${url} || echo failed; } & `.repeat(count);
  const { text } = await network.host(client).type(`head -c 20000 /dev/zero >body; ${requests} wait`);
  return !text.includes('failed');
}

/** The last answer to a question, asked until it is the wanted one or time is over. */
async function until(ask: () => Promise<boolean>, wanted: boolean): Promise<boolean> {
  for (const start = Date.now(); ; ) {
    const answer = await ask();
    if (answer === wanted || Date.now() - start > PATIENCE) return answer;
  }
}

async function diagnose(
  network: Network,
  { on = 'director', probe }: Pick<Fault, 'on' | 'probe'> = {},
): Promise<{ status: number; report: Report }> {
  const { status, text } = await network.host(on).type(`ipvsadm --diagnose --json${probe ? ' --probe' : ''}`);
  return { status, report: report.parse(JSON.parse(text)) };
}

async function type(network: Network, [host, command]: Typed): Promise<void> {
  const { status, text } = await network.host(host).type(command);
  if (status !== 0) throw new Error(`${host}# ${command}: ${text}`);
}

/** Types what findings say. Some of it only looks, and may fail. */
async function mend(network: Network, lines: readonly Typed[]): Promise<void> {
  for (const [host, command] of lines) await network.host(host).type(command);
}

/** What the findings say to type, on the hosts that have these addresses. */
function remedies({ findings }: Report, { on: here = 'director' }: Fault): Typed[] {
  return findings.flatMap(({ fix }) =>
    fix.map(({ command, on }): Typed => [on === undefined ? here : hostOf(on), command]),
  );
}

const HOSTS: Readonly<Record<string, string>> = {
  '192.168.2.100': 'web1',
  '192.168.2.101': 'web2',
  '192.168.100.124': 'web1',
  '192.168.100.125': 'web2',
  '192.168.100.254': 'router',
  '10.0.0.3': 'web3',
  '10.1.0.11': 'web1',
  '10.1.0.12': 'web2',
};

function hostOf(address: string): string {
  const host = HOSTS[address];
  if (host === undefined) throw new Error(`no host has ${address}`);
  return host;
}
