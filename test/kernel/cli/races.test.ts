/** Changes that are watched, cut off, or made by two programs at once. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProgramName } from '../../../src/cli/programs.ts';
import type { ServiceKey } from '../../../src/ipvs/model.ts';
import { type Outcome, runCommand, startProgram } from './outcome.ts';
import { DONE, useCommandLine } from './session.ts';

const { clients, run, restore, table } = useCommandLine();
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-races-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 200 services with nine servers each: 2,000 rules. */
const rulesOf = (network: number, weight: number): string =>
  Array.from({ length: 200 }, (_, at) => {
    const service = `-t 10.${network}.0.${at}:80`;
    const servers = Array.from({ length: 9 }, (_none, n) => `-a ${service} -r 192.168.0.${n + 1}:80 -m -w ${weight}\n`);
    return `-A ${service} -s rr\n${servers.join('')}`;
  }).join('');

/** A service that is in all rules, and the last to be made. */
const web: ServiceKey = { protocol: 'tcp', address: '10.9.9.9', port: 80 };
const webWith = (last: number): string =>
  `-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 192.168.9.${last}:80 -m -w 1\n`;
const [OLD, NEW] = [rulesOf(1, 1) + webWith(1), rulesOf(2, 1) + webWith(2)];

const apply = (rules: string): Promise<Outcome> => run('--apply', rules);

interface Started {
  readonly process: ChildProcess;
  /** Status and signal. */
  readonly ended: Promise<unknown[]>;
}

function start(program: ProgramName, words: readonly string[], input?: string): Started {
  const started = startProgram(program, words, { stdio: ['pipe', 'ignore', 'inherit'] });
  started.stdin?.on('error', () => undefined).end(input);
  return { process: started, ended: once(started, 'exit') };
}

/** How often the service had no server to take a connection, by as many looks as an action leaves time for. */
async function watch(action: Promise<Outcome>): Promise<{ looks: number; outages: number; outcome: Outcome }> {
  let over = false;
  const outcome = action.finally(() => {
    over = true;
  });
  let [looks, outages] = [0, 0];
  for (; !over; looks++) {
    const servers = await clients.other.destinations(web);
    if (!servers.some(({ weight }) => weight > 0)) outages++;
  }
  return { looks, outages, outcome: await outcome };
}

describe('while the table changes', () => {
  it.each([
    ['--apply', apply],
    ['ipvsadm-restore', restore],
  ] as const)('by %s, a service that stays has a server all the time', async (_, make) => {
    expect(await make(OLD)).toEqual(DONE);
    const { looks, outages, outcome } = await watch(make(NEW));
    expect(outcome).toEqual(DONE);
    expect(looks).toBeGreaterThan(20);
    expect(outages).toBe(0);
  });

  it('by -C and new rules, it has none for a time, which is seen', async () => {
    expect(await apply(OLD)).toEqual(DONE);
    const { outages, outcome } = await watch(run('-R', `-C\n${NEW}`));
    expect(outcome).toEqual(DONE);
    expect(outages).toBeGreaterThan(0);
  });
});

describe('a process that is killed', () => {
  const count = async (network: number): Promise<number> => {
    const services = await clients.other.services();
    return services.filter(({ key }) => 'address' in key && key.address.startsWith(`10.${network}.`)).length;
  };

  it.each<[ProgramName, string[], title: string, until: () => Promise<boolean>]>([
    ['ipvsadm', ['--apply'], 'while the new comes', async () => (await count(2)) > 0],
    ['ipvsadm-restore', [], 'while the old goes', async () => (await count(1)) < 200],
  ])('%s %j, %s, leaves what the next one repairs', async (program, words, _, until) => {
    expect(await apply(OLD)).toEqual(DONE);
    const killed = start(program, words, NEW);
    // Not without a rest, because there may be one processor for both.
    while (!(await until())) await setTimeout(5);
    killed.process.kill('SIGKILL');
    await killed.ended;
    const left = await table();
    expect(left).not.toBe(OLD);
    expect(left).toContain('-A -t 10.9.9.9:80 -s rr\n');
    expect(await apply(NEW)).toEqual(DONE);
    expect(await table()).toBe(NEW);
  });

  it('while it saves leaves the old file or the new, and the next one saves', async () => {
    const file = join(folder, 'rules');
    const words = ['-n', '--output', file];
    expect(await apply(NEW)).toEqual(DONE);
    const began = performance.now();
    expect(await start('ipvsadm-save', words).ended).toEqual([0, null]);
    const whole = performance.now() - began;
    for (const part of [0.7, 0.85, 1]) {
      writeFileSync(file, 'old\n');
      const killed = start('ipvsadm-save', words);
      await setTimeout(part * whole);
      killed.process.kill('SIGKILL');
      await killed.ended;
      expect(['old\n', NEW]).toContain(readFileSync(file, 'utf8'));
    }
    expect(await run(['-S', ...words])).toEqual(DONE);
    expect(readFileSync(file, 'utf8')).toBe(NEW);
  });
});

describe('two programs at once', () => {
  it('that apply the same rules both succeed', async () => {
    const both = [start('ipvsadm', ['--apply'], OLD), start('ipvsadm', ['--apply'], OLD)];
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(await table()).toBe(OLD);
    expect(await Promise.all([apply(NEW), runCommand(clients.other, ['--apply'], NEW)])).toEqual([DONE, DONE]);
    expect(await table()).toBe(NEW);
  });

  it('that apply different rules end, and say so where they do not succeed', async () => {
    const outcomes = await Promise.all([apply(OLD), runCommand(clients.other, ['--apply'], NEW)]);
    for (const { status, stderr } of outcomes) {
      if (status === 0) expect(stderr).toBe('');
      else expect(stderr).toMatch(/^the table does not converge: [^\n]+\nhint: the last attempt began with -[^\n]+\n$/);
    }
    expect(await apply(OLD)).toEqual(DONE);
    expect(await table()).toBe(OLD);
  });
});
