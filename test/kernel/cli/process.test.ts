/**
 * The programs as processes at the edges: streams that end or block, signals, files that are missing, odd
 * surroundings.
 */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramName } from '../../../src/cli/programs.ts';
import { isExecutable } from '../../../tools/programs.ts';
import { runBin } from '../../cli/bin.ts';
import { wordsOf } from '../../rules/words.ts';
import { useClients } from '../kernel.ts';
import { type EtcFiles, runWithEtc } from './etc.ts';
import { FATAL, MODPROBES, Modprobe } from './modprobe.ts';
import { OURS, type Outcome, runCommand, runProgram, startProgram } from './outcome.ts';
import { missing } from './reference.ts';

const clients = useClients();
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 300 services of ten servers each: a listing of 220 KB, where a pipe holds 64. */
const BIG = Array.from({ length: 300 }, (_, i) => {
  const service = `-t 10.1.${Math.floor(i / 250)}.${(i % 250) + 1}:80`;
  const servers = Array.from({ length: 10 }, (_, j) => `-a ${service} -r 10.2.0.${j + 1}:80 -m -w 1\n`);
  return `-A ${service} -s rr\n${servers.join('')}`;
}).join('');

const SMALL = '-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 10.2.0.1:80 -m -w 3\n';

const load = async (rules: string): Promise<void> => {
  expect(await runCommand(clients.client, ['-R'], `-C\n${rules}`)).toMatchObject({ status: 0, stderr: '' });
};
const table = async (): Promise<string> => (await runCommand(clients.client, ['-Sn'])).stdout;

/** Runs a line of shell, in which `ipvsadm` is a program with its path. */
function runLine(line: string, program: string): Outcome {
  const script = `ipvsadm() { ${program} "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}
const ours = (line: string): Outcome => runLine(line, OURS.map((word) => `"${word}"`).join(' '));
const theirs = (line: string): Outcome => runLine(line, 'ipvsadm-c');

beforeEach(() => load(SMALL));

describe.skipIf(missing)('as with ipvsadm 1.31, in a shell', () => {
  const powerless = wordsOf('unshare -n setpriv --bounding-set -net_admin --inh-caps -net_admin');

  it.each([
    ['a reader that has seen enough', '{ ipvsadm -Ln; echo $? >&2; } | head -1'],
    ['a reader that has seen enough of the counters', '{ ipvsadm -Ln --stats; echo $? >&2; } | head -1'],
    ['no standard output', 'ipvsadm -Ln >&-'],
    ['no descriptors', 'ipvsadm -Z <&- >&- 2>&-'],
    ['no standard input for rules', 'ipvsadm -R <&-'],
    ['no home', 'env -u HOME true; unset HOME; ipvsadm -Sn | wc -l'],
    ['a home that is no folder of ours', 'HOME=/proc/1/nowhere ipvsadm -Sn | wc -l'],
    ['the locale C', "LC_ALL=C ipvsadm -D -t 10.9.9.9:80 'zw\u00f6lf'"],
    ['no locale', "unset LANG LC_ALL; ipvsadm -A -t 'zw\u00f6lf.example.invalid:80'"],
    ['a folder that is gone', 'mkdir gone && cd gone && rmdir ../gone && ipvsadm -Ln | wc -l'],
    ['a word that is no text', 'ipvsadm -A -t "$(printf \'\\377\'):80"'],
  ])('%s', async (_, line) => {
    await load(BIG);
    expect(ours(line)).toEqual(theirs(line));
  });

  // Only the first lines are the same, and ours says nothing of modprobe: see docs/compatibility.md.
  describe.each(MODPROBES)('and %s, in a network namespace without CAP_NET_ADMIN', (kind) => {
    const modprobe = new Modprobe(kind);
    afterAll(() => modprobe.remove());

    it.each(['-Ln', '-Lnc', '-C', '-Sn'])('%s', async (words) => {
      const [mine, reference] = [OURS, ['ipvsadm-c']].map((program) => {
        const [command = '', ...rest] = modprobe.words([...powerless, ...program, words]);
        const { status, stdout, stderr } = runProgram(command, rest);
        return { status, stdout, stderr: stderr.replace(FATAL, '').split('\n')[0] };
      });
      expect(mine).toEqual(reference);
      expect(mine?.status).toBe(2);
      expect(await table()).toBe(SMALL);
    });
  });
});

describe('what cannot be done is one line', () => {
  it.each([
    ['a full disk', 'ipvsadm -Ln >/dev/full', 1, 'cannot write to standard output: ENOSPC\n'],
    ['a full disk, for connections', 'ipvsadm -Lnc >/dev/full', 1, 'cannot write to standard output: ENOSPC\n'],
    ['a folder as rules', 'ipvsadm -R </', 1, 'cannot read standard input: EISDIR\n'],
  ])('%s', async (_, line, status, stderr) => {
    expect(ours(line)).toEqual({ status, stdout: '', stderr });
    expect(await table()).toBe(SMALL);
  });

  /** Root whom permissions bind: another user might not be able to read this checkout. */
  const bound = 'setpriv --bounding-set=-dac_override,-dac_read_search';

  it.each([
    ['a folder', 'mkdir ip_vs_conn', '', 'EISDIR'],
    ['not there', 'true', '', 'ENOENT'],
    ['not ours to read', 'touch ip_vs_conn && chmod 0 ip_vs_conn', bound, 'EACCES'],
  ])('a table of connections that is %s', (_, make, user, code) => {
    const script = `mount -t tmpfs none /proc/$$/net && cd /proc/$$/net && ${make} && cd / && exec ${user} "$@"`;
    const words = ['--mount', 'sh', '-c', script, 'sh', ...OURS];
    for (const format of [[], ['--json'], ['--persistent-conn']]) {
      const { status, stdout, stderr } = spawnSync('unshare', [...words, '-Lnc', ...format], { encoding: 'utf8' });
      const line = `cannot read the connection table: ${code}\n`;
      expect({ format, status, stdout, stderr }).toEqual({ format, status: 1, stdout: '', stderr: line });
    }
  });
});

/** What a run with the rules of BIG and SMALL does after a piece of shell, in a mount namespace of its own. */
async function runAfter(first: string, words: string): Promise<Outcome & { table: string }> {
  await load(BIG + SMALL);
  const script = ['--mount', 'sh', '-c', `${first} && exec "$@"`, 'sh', ...OURS];
  const input = '-a -t 10.9.9.9:80 -r 10.2.0.9:80 -m\n-D -t 10.9.9.9:443\n';
  const { status, stdout, stderr } = spawnSync('unshare', [...script, ...wordsOf(words)], { encoding: 'utf8', input });
  return { status, stdout, stderr, table: await table() };
}

/** Not the mount point below it: in the lab, that is the folder of the machine around it. */
const NO_PROC = 'umount -l /proc && mount -t tmpfs none /proc';

describe.each([
  // A socket's file descriptor cannot be looked up there. The runtime of the executable needs it.
  ...(isExecutable ? [] : [['without /proc', NO_PROC]]),
  ['with a root that cannot be written', 'mount -o remount,bind,ro / && ! touch /written 2>/dev/null'],
  ['without devices', 'mount -t tmpfs none /dev'],
  ['without a folder for temporary files', 'export TMPDIR=/nowhere'],
  ['without new privileges', 'set -- setpriv --no-new-privs "$@"'],
])('%s', (_, first) => {
  it.each(['-Ln', '-Ln --stats', '-Sn', '-Z', '-A -t 10.9.9.9:80', '-R'])('%s does the same', async (words) => {
    expect(await runAfter(first, words)).toEqual(await runAfter('true', words));
  });
});

it.skipIf(!isExecutable).each(['-v', '-Ln', '-C', '-R'])('without /proc, the executable says so: %s', async (words) => {
  const stderr = 'cannot run without /proc\n';
  expect(await runAfter(NO_PROC, words)).toEqual({ status: 1, stdout: '', stderr, table: BIG + SMALL });
});

describe('without /etc/services', () => {
  it.skipIf(missing).each<[string, EtcFiles]>([
    ['because it is empty', { services: '' }],
    ['because it is not there', {}],
  ])('%s, ports are numbers', async (_, etc) => {
    const hosts = { hosts: '10.9.9.9 nine\n10.2.0.1 one\n', ...etc };
    for (const words of ['-L', '-S', '-A -t 10.0.0.1:http', '-a -t nine:80 -r one:http -m', '-D -t nine:80']) {
      await load(SMALL);
      const { seconds: _theirs, ...expected } = await runWithEtc(hosts, ['ipvsadm-c', ...wordsOf(words)]);
      const state = await table();
      await load(SMALL);
      const { seconds: _ours, ...outcome } = await runWithEtc(hosts, [...OURS, ...wordsOf(words)]);
      expect({ words, ...outcome }).toEqual({ words, ...expected });
      expect(await table()).toBe(state);
    }
  });
});

/** A listing without its connections: those that other tests have left expire meanwhile. */
const withoutConnections = (listing: string): string => listing.replace(/^\w+ +\d+:\d\d .*\n/gm, '');

describe('NODE_OPTIONS adds no line, and finds nothing to complain of', () => {
  it.each([
    ['-Ln', ''],
    ['-L', ''],
    ['-Lc', ''],
    ['-L --json', ''],
    ['-S', ''],
    ['-R', '-A -t localhost:80\n-a -t localhost:80 -r nine.example.invalid\n'],
    ['-D -t localhost:80', ''],
  ])('%s', (words, input) => {
    const plain = runBin('ipvsadm', wordsOf(words), { input });
    const env = {
      NODE_OPTIONS: '--trace-warnings --pending-deprecation --throw-deprecation --unhandled-rejections=strict',
      NODE_PENDING_DEPRECATION: '1',
    };
    const traced = runBin('ipvsadm', wordsOf(words), { input, env });
    expect({ ...traced, stdout: withoutConnections(traced.stdout) }).toEqual({
      ...plain,
      stdout: withoutConnections(plain.stdout),
    });
    expect(plain.stderr).not.toMatch(/node|warning/i);
  });
});

/** What a signal leaves of a process that waits. */
async function interrupt(child: ChildProcess, signal: NodeJS.Signals): Promise<{ signal: unknown; stderr: string }> {
  const stderr = child.stderr === null ? '' : text(child.stderr);
  const ended = once(child, 'close');
  // A start in the lab takes half a second; then the process has come to where it waits.
  await sleep(1500);
  expect(child.exitCode).toBeNull();
  child.kill(signal);
  const [, by] = await ended;
  return { signal: by, stderr: await stderr };
}

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends', (signal) => {
  it.each<[ProgramName, string[]]>([
    ['ipvsadm', ['-R']],
    ['ipvsadm-restore', []],
  ])('%s that waits for rules, and nothing has changed', async (program, words) => {
    const child = startProgram(program, words, { stdio: ['pipe', 'ignore', 'pipe'] });
    // What has ended by itself is found below, not here.
    child.stdin?.on('error', () => {});
    child.stdin?.write('-C\n-A -t 10.0.0.1:80\n-A -t 10.0.0.2:8');
    expect(await interrupt(child, signal)).toEqual({ signal, stderr: '' });
    expect(await table()).toBe(SMALL);
  });

  it.each([
    ['blocks', 0],
    ['does not block', constants.O_NONBLOCK],
  ])('a listing into a full pipe that %s', async (_, flag) => {
    await load(BIG);
    const pipe = join(folder, `pipe-${signal}-${flag}`);
    spawnSync('mkfifo', [pipe]);
    const descriptor = openSync(pipe, constants.O_RDWR | flag);
    try {
      const child = startProgram('ipvsadm', ['-Ln'], { stdio: ['ignore', descriptor, 'pipe'] });
      expect(await interrupt(child, signal)).toEqual({ signal, stderr: '' });
    } finally {
      closeSync(descriptor);
    }
  });
});
