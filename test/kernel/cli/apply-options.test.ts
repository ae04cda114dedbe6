/** `--apply` of files and JSON, with its options, of settings beside the table, and by users who may not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramName } from '../../../src/cli/programs.ts';
import { runBin } from '../../cli/bin.ts';
import { wordsOf } from '../../rules/words.ts';
import { useInterface } from '../kernel.ts';
import { DONE, useCommandLine } from './session.ts';

const { clients, run, output, table, load } = useCommandLine();
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-apply-'));
afterAll(() => rmSync(folder, { recursive: true }));

const V = '-A -t 10.9.9.9:80 -s rr\n';
const server = (last: number, rest = '-w 1'): string => `-a -t 10.9.9.9:80 -r 192.168.9.${last}:80 -m ${rest}\n`;
const BEFORE = `${V}${server(1)}${server(2)}${server(3, '-w 0')}-A -f 7 -s lc\n`;
beforeEach(() => load(BEFORE));

describe('--dry-run', () => {
  it.each<[title: string, rules: string, lines: string, options?: string]>([
    ['nothing where nothing differs', BEFORE, ''],
    ['nothing, with the lines in another order', `-A -f 7 -s lc\n${V}${server(3, '-w 0')}${server(2)}${server(1)}`, ''],
    [
      'what is to be added, and then what goes',
      `${V}${server(1)}${server(3, '-w 0')}${server(4)}`,
      `${server(4)}-d -t 10.9.9.9:80 -r 192.168.9.2:80\n-D -f 7\n`,
    ],
    ['an edit', BEFORE.replace('-s lc', '-s wlc -p 60'), '-E -f 7 -s wlc -p 60\n'],
    [
      'who takes over, before who gives up',
      BEFORE.replace('1:80 -m -w 1', '1:80 -m -w 0').replace('-w 0\n-A', '-w 5\n-A'),
      `${server(3, '-w 5')}${server(1, '-w 0')}`.replaceAll('-a', '-e'),
    ],
    ['a service with all of its servers', '-C\n-A -f 7 -s lc\n', '-D -t 10.9.9.9:80\n'],
    ['no weight that is kept', BEFORE.replaceAll(/-w \d/g, '-w 9'), '', '--keep-weights'],
    [
      'the weight of a new server, though others are kept',
      `${BEFORE.replace('-w 0', '-w 9 -x 5')}${server(4, '-w 4')}`,
      `${server(4, '-w 4')}${server(3, '-w 0 -x 5').replace('-a', '-e')}`,
      '--keep-weights',
    ],
  ])('tells %s', async (_, rules, lines, options = '') => {
    const outcome = await run(`--apply --dry-run ${options}`, rules);
    expect(outcome).toEqual({ status: lines === '' ? 0 : 1, stdout: lines, stderr: '' });
    expect(await table()).toBe(BEFORE);
    expect(await run('-R', lines)).toEqual(DONE);
    expect(await run(`--apply --dry-run ${options}`, rules)).toEqual(DONE);
  });

  it('tells errors of rules and files as the real one does', async () => {
    expect(await run('--apply --dry-run', '-A -f 0\n')).toMatchObject({ status: 2 });
    expect(runBin('ipvsadm', ['--apply', '/nowhere/rules', '--dry-run'])).toEqual({
      status: 255,
      stdout: '',
      stderr: 'cannot read /nowhere/rules: ENOENT\n',
    });
  });
});

it('--keep-weights changes all but the weights of servers that stay', async () => {
  const rules = `${V}${server(2, '-w 9 -x 5')}${server(3, '-w 9')}${server(4, '-w 9')}`;
  expect(await run('--apply --keep-weights', rules)).toEqual(DONE);
  expect(await table()).toBe(`${V}${server(2, '-w 1 -x 5')}${server(3, '-w 0')}${server(4, '-w 9')}`);
});

describe('a file', () => {
  it('of rules is applied', async () => {
    const file = join(folder, 'rules');
    writeFileSync(file, `# kept by hand\n${V}`);
    expect(runBin('ipvsadm', ['--apply', file])).toEqual(DONE);
    expect(await table()).toBe(V);
  });

  it('that is a folder changes nothing', async () => {
    const stderr = `cannot read ${folder}: EISDIR\n`;
    expect(runBin('ipvsadm', ['--apply', folder])).toEqual({ status: 255, stdout: '', stderr });
    expect(await table()).toBe(BEFORE);
  });
});

describe('a file that adds no service', () => {
  const refusal = (services: string): string =>
    `no rule adds a service: this would delete ${services} of the table\nhint: to apply an empty table, give the rule -C\n`;
  const apply = (text: string, ...options: readonly string[]) => {
    const file = join(folder, 'nothing');
    writeFileSync(file, text);
    return run(['--apply', file, ...options]);
  };
  const texts = [
    ['is empty', ''],
    ['holds only blank lines', '\n \n\t\n'],
    ['holds only comments', '# web\n# -A -t 10.0.0.1:80\n'],
    ['holds only timeouts', '--set 900 120 300\n'],
  ] as const;

  it.each(texts)('is refused on a table that has services: it %s', async (_, text) => {
    expect(await apply(text)).toEqual({ status: 2, stdout: '', stderr: refusal('all 2 services') });
    expect(await apply(text, '--dry-run')).toEqual({ status: 2, stdout: '', stderr: refusal('all 2 services') });
    expect(await table()).toBe(BEFORE);
  });

  it.each(texts)('is applied to an empty table: it %s', async (_, text) => {
    await load('');
    expect(await apply(text)).toEqual(DONE);
    expect(await table()).toBe('');
  });

  it('says how many services it would delete', async () => {
    await load('-A -f 7\n');
    expect(await apply('')).toMatchObject({ status: 2, stderr: refusal('the one service') });
  });

  it('empties the table where it holds -C, or is JSON', async () => {
    expect(await apply('-C\n')).toEqual(DONE);
    expect(await table()).toBe('');
    await load(BEFORE);
    expect(await apply('{"services": []}')).toEqual(DONE);
    expect(await table()).toBe('');
  });
});

describe('JSON', () => {
  it('of a listing is applied', async () => {
    const json = await output('-L --json');
    expect(await run('--apply --dry-run', json)).toEqual(DONE);
    await load('-A -f 9\n');
    expect(await run('--apply', json)).toEqual(DONE);
    expect(await table()).toBe(BEFORE);
    // As a process: the schema is loaded from beside the bundle.
    const shorter = JSON.stringify({ services: JSON.parse(json).services.slice(1) });
    expect(runBin('ipvsadm', ['--apply'], { input: shorter })).toEqual(DONE);
    expect(await table()).toBe('-A -f 7 -s lc\n');
  });

  it('that is wrong changes nothing, and every path is named', async () => {
    const services = [
      { fwmark: 0, family: 'ipv4', scheduler: 'rr', destinations: [] },
      { fwmark: 1, family: 'ipv4', scheduler: 'rr', destinations: [{ address: 'x', port: 0, weight: 1 }] },
    ];
    expect(await run('--apply', JSON.stringify({ services }))).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'services[0].fwmark: Too small: expected number to be >=1\n' +
        'services[1].destinations[0].address: Invalid IP address\n' +
        'services[1].destinations[0].forwarding: Invalid option: ' +
        'expected one of "masquerade"|"local"|"tunnel"|"direct"|"bypass"\n',
    });
    expect(await run('--apply', '{"services": [')).toMatchObject({ status: 2, stderr: /^no JSON: .*\n$/ });
    expect(await table()).toBe(BEFORE);
  });

  it('that contradicts itself, or that the kernel refuses, is told by its paths', async () => {
    const bad = { address: '0.0.0.0', port: 0, forwarding: 'direct', weight: 1 };
    const mark = { fwmark: 7, family: 'ipv4', scheduler: 'lc', destinations: [bad] };
    expect(await run('--apply', JSON.stringify({ services: [mark, mark] }))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('services[1]: -A -f 7 -s lc: Service already exists\n'),
    });
    expect(await table()).toBe(BEFORE);
    expect(await run('--apply', JSON.stringify({ services: [mark] }))).toMatchObject({
      status: 255,
      stderr: expect.stringMatching(
        /^services\[0\]\.destinations\[0\]: -a -f 7 -r 0\.0\.0\.0:0 -g -w 1: Invalid operation/,
      ),
    });
    expect(await table()).toBe('-A -f 7 -s lc\n');
  });

  it('says the same in any of its normal forms', async () => {
    const tunnel = { type: 'gre', port: 9, checksum: 'none' };
    const one = {
      fwmark: 8,
      family: 'ipv6',
      scheduler: 'sh',
      persistence: { timeout: 60 },
      netmask: '064',
      persistenceEngine: '',
      schedulerFlags: ['flag-2', 'flag-1', 'flag-2'],
      destinations: [{ address: '2001:DB8:0::9', port: 0, forwarding: 'tunnel', weight: 1, tunnel }],
    };
    const json = JSON.stringify({ services: [one, { ...one, fwmark: 9, netmask: '128' }] });
    expect(await run('--apply', json)).toEqual(DONE);
    expect(await run('--apply --dry-run', json)).toEqual(DONE);
  });
});

describe('timeouts and sync daemons', () => {
  const INTERFACE = 'ipvs-test2';
  const dummy = useInterface(INTERFACE);
  const stopAll = async (): Promise<void> => {
    for (const { state } of await clients.client.daemons()) await clients.client.change({ type: 'stop-daemon', state });
    await setTimeout(200);
  };
  afterEach(async () => {
    await stopAll();
    await clients.client.change({ type: 'set-timeouts', timeouts: { tcp: 900, tcpFin: 120, udp: 300 } });
  });

  it('are changed where they differ', async () => {
    expect(await run('--apply', `--set 0 60 0\n--set 800 0 0\n${BEFORE}`)).toEqual(DONE);
    expect(await clients.client.timeouts()).toEqual({ tcp: 800, tcpFin: 60, udp: 300 });
    expect(await run('--apply --dry-run', `--set 800 60 300\n${BEFORE}`)).toEqual(DONE);
    expect(await run('--apply --dry-run', `--set 0 0 301\n${BEFORE}`)).toMatchObject({ stdout: '--set 0 0 301\n' });
  });

  it.for([
    'master',
    'backup --syncid 7 --sync-maxlen 500',
    'master --sync-maxlen 65507 --mcast-group FF02:0::99 --mcast-port 9000 --mcast-ttl 3',
    'backup --sync-maxlen 65507',
  ])('are as they were asked for, once and for all: %s', async (words, { skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    const [state = '', ...rest] = words.split(' ');
    const rules = `${BEFORE}--start-daemon ${state} --mcast-interface ${INTERFACE} ${rest.join(' ')}\n`;
    expect(await run('--apply', rules)).toEqual(DONE);
    expect(await run('--apply --dry-run', rules)).toEqual(DONE);
    expect(await clients.client.daemons()).toHaveLength(1);
  });

  it('give way to each other, and to real servers of another family', async ({ skip }) => {
    if (!dummy.ready) skip('cannot make a dummy interface');
    const start = (id: number): string => `--start-daemon master --mcast-interface ${INTERFACE} --syncid ${id}\n`;
    expect(await run('--apply', `${start(1)}${V}`)).toEqual(DONE);
    await setTimeout(200);
    expect(await run('--apply', `${start(2)}${V}`)).toEqual(DONE);
    expect(await clients.client.daemons()).toMatchObject([{ state: 'master', syncId: 2 }]);
    await setTimeout(200);
    const across = '-a -t 10.9.9.9:80 -r [2001:db8::9]:80 -i\n';
    expect(await run('--apply', `--stop-daemon master\n${V}${across}`)).toEqual(DONE);
    expect(await clients.client.daemons()).toEqual([]);
  });
});

describe('an ordinary user', () => {
  it.each<[ProgramName, string, string]>([
    ['ipvsadm', '--apply', '{"services": []}'],
    ['ipvsadm', '--drain -t 10.9.9.9:80', ''],
    ['ipvsadm', '-S --all', ''],
    ['ipvsadm-restore', '', BEFORE],
  ])('may not %s %s', async (program, line, input) => {
    const { status, stdout, stderr } = runBin(program, wordsOf(line), { input, unprivileged: true });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Can't initialize ipvs: Permission denied \(you must be root\)\nhint: [^\n]+\n$/);
    expect(await table()).toBe(BEFORE);
  });

  it('is told what is wrong with the rules first', () => {
    const stderr = "line 6: invalid fwmark value `0' specified\n";
    const options = { input: `${BEFORE}-A -f 0\n`, unprivileged: true };
    expect(runBin('ipvsadm', ['--apply'], options)).toEqual({ status: 2, stdout: '', stderr });
  });
});
