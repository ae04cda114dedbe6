/**
 * Saved rules: random tables go from one program to the other and back, settings with `--all`, files with `--output`.
 */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readTable } from '../../../src/ipvs/converge/converge.ts';
import type { Table } from '../../../src/ipvs/converge/table.ts';
import type { Operation } from '../../../src/ipvs/model.ts';
import { runBin } from '../../cli/bin.ts';
import { useInterface } from '../kernel.ts';
import { type Outcome, runProgram } from './outcome.ts';
import { randomTables } from './random-tables.ts';
import { missing } from './reference.ts';
import { DONE, useCommandLine } from './session.ts';

const { clients, run, output, restore, table, load } = useCommandLine();
const theirs = (words: readonly string[], input = ''): Outcome => runProgram('ipvsadm-c', words, input);

/** Lines in an order that does not depend on who wrote them, each service before its servers. */
const sorted = (text: string): string[] => text.split('\n').toSorted();
/** What ipvsadm 1.31 loses when it saves. */
const withoutThresholds = (text: string): string => text.replaceAll(/ -[xy] \d+/g, '');

const BEFORE = '-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 192.168.9.9:80 -m -w 3\n';

/** IPVS_TEST_SEED tries another one. */
const seed = Number(process.env.IPVS_TEST_SEED ?? 1);

describe(`a random table of 200 services (seed ${seed})`, () => {
  let operations: Operation[] = [];
  /** The table as the kernel tells it. */
  const state = (): Promise<Table> => readTable(clients.client);
  let made: Table;

  beforeAll(async () => {
    await clients.client.change({ type: 'flush' });
    operations = fc.sample(await randomTables(clients.client, 200), { numRuns: 1, seed }).flat();
  });
  beforeEach(async () => {
    expect(await clients.client.changeAll(operations)).toEqual(new Map());
    made = await state();
    expect(made.size).toBe(200);
  });

  it('is restored, and applied as rules and as JSON, over another one', async () => {
    const [saved, json] = [await table(), await output('-L --json')];
    expect(await run('--apply --dry-run', saved)).toEqual(DONE);
    expect(await run('--apply --dry-run', json)).toEqual(DONE);
    for (const make of [() => restore(saved), () => run('--apply', saved), () => run('--apply', json)]) {
      await load(BEFORE);
      expect(await make()).toEqual(DONE);
      expect(await state()).toEqual(made);
    }
  });

  it('is made of another one by the lines that a dry run tells', async () => {
    const saved = await table();
    const other = saved
      .split('\n')
      .filter((line, at) => at % 5 !== 0 || line.startsWith('-A'))
      .map((line, at) => (at % 3 === 0 ? line.replace(/-w \d+/, '-w 7').replace(/-s .*/, '-s rr -p 7') : line));
    await load(`${other.join('\n')}-A -f 2147483647 -s rr\n`);
    const { status, stdout } = await run('--apply --dry-run', saved);
    expect(status).toBe(1);
    expect(new Set(stdout.match(/^-\w/gm))).toEqual(new Set(['-E', '-e', '-a', '-D']));
    expect(await run('-R', stdout)).toEqual(DONE);
    expect(await state()).toEqual(made);
  });

  it.skipIf(missing)('goes to ipvsadm 1.31 and back', async () => {
    const saved = await table();
    await load('');
    expect(theirs(['-R'], saved)).toEqual(DONE);
    expect(await state()).toEqual(made);
    const { stdout } = theirs(['-S', '-n']);
    expect(sorted(stdout)).toEqual(sorted(withoutThresholds(saved)));
    expect(await restore(stdout)).toEqual(DONE);
    expect(await table()).toBe(withoutThresholds(saved));
    expect(await run('--apply', saved)).toEqual(DONE);
    expect(await state()).toEqual(made);
  });
});

describe('--all', () => {
  const INTERFACE = 'ipvs-test3';
  const TIMEOUTS = '--set 901 121 301\n';
  const DAEMONS =
    `--start-daemon master --mcast-interface ${INTERFACE} --syncid 3 --sync-maxlen 1400 --mcast-group 224.0.0.99 --mcast-port 9000 --mcast-ttl 3\n` +
    `--start-daemon backup --mcast-interface ${INTERFACE} --syncid 4 --sync-maxlen 1500 --mcast-group ff02::99 --mcast-port 9001 --mcast-ttl 1\n`;
  const dummy = useInterface(INTERFACE);
  /** Nothing is configured; the kernel's threads take a moment to end. */
  const reset = async (): Promise<void> => {
    await load('--set 900 120 300\n');
    for (const { state } of await clients.client.daemons()) await clients.client.change({ type: 'stop-daemon', state });
    await setTimeout(200);
  };
  afterAll(reset);

  it('saves the timeouts before the rules, and the sync daemons behind them', async ({ skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    const all = TIMEOUTS + BEFORE + DAEMONS;
    const loaders: readonly ((text: string) => Promise<Outcome>)[] = [
      (text) => run('-R', text),
      restore,
      (text) => run('--apply', text),
      ...(missing === undefined ? [async (text: string) => theirs(['-R'], text)] : []),
    ];
    for (const loads of loaders) {
      await reset();
      expect(await output('-S -n --all')).toBe('--set 900 120 300\n');
      expect(await loads(all)).toEqual(DONE);
      expect(await output('-S -n --all')).toBe(all);
      expect(await run('--apply --dry-run', all)).toEqual(DONE);
    }
    expect(await output('-Sn')).toBe(BEFORE);
  });
});

describe('--output', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-save-'));
  const file = join(folder, 'rules');
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => load(BEFORE));

  it('replaces a file, which keeps its permissions, and prints nothing', async () => {
    writeFileSync(file, 'old\n');
    chmodSync(file, 0o640);
    expect(runBin('ipvsadm-save', ['-n', '--output', file])).toEqual(DONE);
    expect(readFileSync(file, 'utf8')).toBe(BEFORE);
    expect(statSync(file).mode & 0o7777).toBe(0o640);
    expect(await run(['-S', '-n', '--all', '--output', file])).toEqual(DONE);
    expect(readFileSync(file, 'utf8')).toBe(`--set 900 120 300\n${BEFORE}`);
    expect(readdirSync(folder)).toEqual(['rules']);
  });

  it('leaves the file alone where the table cannot be read', () => {
    writeFileSync(file, 'old\n');
    chmodSync(folder, 0o777);
    expect(runBin('ipvsadm', ['-S', '--output', file], { unprivileged: true })).toMatchObject({ status: 2 });
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old\n', ['rules']]);
  });

  describe('on a small file system', () => {
    const mount = join(folder, 'mount');
    const small = join(mount, 'rules');
    let mounted = false;
    beforeAll(() => {
      mkdirSync(mount);
      const { status } = runProgram('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', mount]);
      mounted = status === 0;
    });
    afterAll(() => {
      if (mounted) runProgram('umount', [mount]);
      rmdirSync(mount);
    });
    const many = Array.from({ length: 500 }, (_, at) => `-A -f ${at + 1} -s rr\n`).join('');

    it.for([
      ['that is full', 'rw', 'ENOSPC'],
      ['that may only be read', 'ro', 'EROFS'],
    ])('%s leaves the file as it was, and nothing else', async ([, mode = '', code = ''], { skip }) => {
      if (!mounted) skip('cannot mount a tmpfs');
      runProgram('mount', ['-o', 'remount,rw', mount]);
      writeFileSync(small, 'old\n');
      await load(many);
      runProgram('mount', ['-o', `remount,${mode}`, mount]);
      expect(await run(['-S', '-n', '--output', small])).toEqual({
        status: 1,
        stdout: '',
        stderr: `cannot write ${small}: ${code}\n`,
      });
      expect([readFileSync(small, 'utf8'), readdirSync(mount)]).toEqual(['old\n', ['rules']]);
    });
  });
});
