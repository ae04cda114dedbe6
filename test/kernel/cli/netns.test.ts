/** `--netns`: the same in another network namespace, by processes. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { programPath } from '../../../tools/programs.ts';
import { runBin } from '../../cli/bin.ts';
import { wordsOf } from '../../rules/words.ts';
import { useClients } from '../kernel.ts';
import { runWithEtc } from './etc.ts';
import { OURS, runCommand, startProgram } from './outcome.ts';

const clients = useClients();
const NAME = `ipvsadm-test-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-netns-'));
let holder: ChildProcess;
let number = '';

const run = (...words: string[]) => execFileSync(words[0] ?? '', words.slice(1), { encoding: 'utf8' });

beforeAll(async () => {
  run('ip', 'netns', 'add', NAME);
  run('ip', '-n', NAME, 'link', 'set', 'lo', 'up');
  holder = spawn('nsenter', [`--net=/run/netns/${NAME}`, '--', 'sh', '-c', 'echo; exec sleep infinity']);
  if (holder.stdout !== null) await once(holder.stdout, 'data');
  number = String(holder.pid);
});
afterAll(() => {
  holder.kill('SIGKILL');
  run('ip', 'netns', 'delete', NAME);
  rmSync(folder, { recursive: true });
});

const RULES = '-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 10.2.0.1:80 -m -w 3\n';
/** The rules there, not by what is tested. */
const there = (): string => run('nsenter', `--net=/run/netns/${NAME}`, '--', ...OURS, '-Sn');
const here = async (): Promise<string> => (await runCommand(clients.client, ['-Sn'])).stdout;

beforeEach(() => {
  spawnSync('nsenter', [`--net=/run/netns/${NAME}`, '--', ...OURS, '-R'], { input: `-C\n${RULES}` });
});

/** Processes in the namespace, but for the one that holds it. */
function processesThere(): string[] {
  const linkOf = (pid: string): string => {
    try {
      return readlinkSync(`/proc/${pid}/ns/net`);
    } catch {
      return '';
    }
  };
  const link = linkOf(number);
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && pid !== number && linkOf(pid) === link);
}

describe('--netns', () => {
  it('takes a name, the id of a process, and a path', async () => {
    const bound = join(folder, 'bound');
    writeFileSync(bound, '');
    run('mount', '--bind', `/run/netns/${NAME}`, bound);
    mkdirSync('/run/docker/netns', { recursive: true });
    const docker = `docker-${NAME}`;
    writeFileSync(`/run/docker/netns/${docker}`, '');
    run('mount', '--bind', `/proc/${number}/ns/net`, `/run/docker/netns/${docker}`);
    try {
      for (const namespace of [NAME, number, bound, docker]) {
        const outcome = runBin('ipvsadm', ['-Sn', '--netns', namespace]);
        expect({ namespace, ...outcome }).toEqual({ namespace, status: 0, stdout: RULES, stderr: '' });
      }
    } finally {
      run('umount', bound);
      run('umount', `/run/docker/netns/${docker}`);
      rmSync(`/run/docker/netns/${docker}`);
    }
  });

  it('is where completions look, too', () => {
    const asked = ['--complete', 'tcp-service', '-e', '--netns'];
    expect(runBin('ipvsadm', [...asked, NAME])).toEqual({
      status: 0,
      stdout: '10.9.9.9:80\trr, 1 server\n',
      stderr: '',
    });
    expect(runBin('ipvsadm', asked)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each([
    ['--netns NAME -D -t 10.9.9.9:80', ''],
    ['-A --netns=NAME -f 7 -s rr', `${RULES}-A -f 7 -s rr\n`],
    ['-e -t 10.9.9.9:80 -r 10.2.0.1 --keep -w 5 --netns NAME', RULES.replace('-w 3', '-w 5')],
    ['-C --netns NAME', ''],
  ])('%s changes the table there, and not here', async (line, after) => {
    expect(runBin('ipvsadm', wordsOf(line.replace('NAME', NAME)))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(there()).toBe(after);
    expect(await here()).toBe('');
  });

  it('is for all of the programs, whose streams stay', async () => {
    const saved = runBin('ipvsadm-save', ['-n', '--netns', NAME]);
    expect(saved).toEqual({ status: 0, stdout: RULES, stderr: '' });
    const input = `${RULES}-A -f 8 -s wlc\n`;
    expect(runBin('ipvsadm-restore', ['--netns', NAME], { input })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(there()).toBe(input);
    expect(runBin('ipvsadm', ['--apply', '--netns', NAME], { input: RULES })).toMatchObject({ status: 0, stderr: '' });
    expect(there()).toBe(RULES);
  });

  it('reports errors as ever, with their status', () => {
    expect(runBin('ipvsadm', wordsOf(`-D -f 9 --netns ${NAME}`))).toEqual({
      status: 255,
      stdout: '',
      stderr: 'No such service\n',
    });
    expect(runBin('ipvsadm', wordsOf(`--netns ${NAME} --netns ${NAME} -L`))).toEqual({
      status: 2,
      stdout: '',
      stderr: "multiple 'netns' options specified\n",
    });
    expect(runBin('ipvsadm', wordsOf('-L --netns no-such'))).toMatchObject({
      status: 2,
      stderr:
        'cannot enter the network namespace no-such: there is no /run/netns/no-such or /run/docker/netns/no-such\n',
    });
    expect(runBin('ipvsadm', wordsOf(`-L --netns ${NAME}`), { unprivileged: true })).toEqual({
      status: 2,
      stdout: '',
      stderr: `cannot enter the network namespace ${NAME}: root is needed, or CAP_SYS_ADMIN\n`,
    });
    expect(runBin('ipvsadm', wordsOf(`-L --netns /proc/${number}/ns/uts`))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^nsenter: .*Invalid argument\n$/),
    });
  });

  it('says that there is no nsenter', () => {
    const hide = 'for at in $(type -ap nsenter); do mount --bind /dev/null "$at"; done; exec "$@"';
    const words = ['--mount', 'bash', '-c', hide, 'bash', ...OURS, '-Ln', '--netns', NAME];
    const { status, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
    const why = 'there is no program nsenter, which is part of util-linux';
    expect({ status, stderr }).toEqual({ status: 2, stderr: `cannot enter the network namespace ${NAME}: ${why}\n` });
  });

  it('leaves the working folder, and the names of hosts', async () => {
    const words = ['-S', '--output', 'rules', '--netns', NAME];
    expect(spawnSync(OURS[0], [...OURS.slice(1), ...words], { cwd: folder, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(readFileSync(join(folder, 'rules'), 'utf8')).toContain('-A -t 10.9.9.9:');
    const etc = { hosts: '10.9.9.9 nine\n', services: 'http 80/tcp\n' };
    expect(await runWithEtc(etc, [...OURS, '-D', '-t', 'nine:http', '--netns', NAME])).toMatchObject({ status: 0 });
    expect(there()).toBe('');
  });

  it('starts the program that was started, however that was found', () => {
    const path = programPath('ipvsadm-save');
    const inFolder = {
      cwd: join(path, '..'),
      encoding: 'utf8',
      env: { PATH: `${join(path, '..')}:/usr/bin:/bin` },
    } as const;
    const base = path.split('/').at(-1) ?? '';
    for (const command of [base, `./${base}`]) {
      const { status, stdout } = spawnSync('sh', ['-c', `${command} -n --netns ${NAME}`], {
        ...inFolder,
        env: { PATH: `${inFolder.env.PATH}:${join(process.execPath, '..')}` },
      });
      expect({ command, status, stdout }).toEqual({ command, status: 0, stdout: RULES });
    }
  });
});

describe('a program in another namespace', () => {
  it('ends as ever when its reader has seen enough', () => {
    // More than a pipe holds.
    const many = Array.from({ length: 6000 }, (_, i) => `-A -t 10.1.${i >> 8}.${i & 255}:80 -s rr\n`).join('');
    spawnSync('nsenter', [`--net=/run/netns/${NAME}`, '--', ...OURS, '-R'], { input: many });
    const program = OURS.map((word) => `"${word}"`).join(' ');
    const line = `{ ${program} -Ln --netns ${NAME}; echo $? >&2; } | head -1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^IP Virtual Server.*\n$/), stderr: '141\n' });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('gets %s, and its end is ours', async (signal) => {
    const child = startProgram('ipvsadm', ['-R', '--netns', NAME], { stdio: ['pipe', 'ignore', 'pipe'] });
    const stderr = child.stderr === null ? '' : text(child.stderr);
    child.stdin?.on('error', () => {});
    child.stdin?.write('-C\n');
    await expect.poll(() => processesThere().length, { timeout: 10_000 }).toBe(1);
    await sleep(1500);
    const ended = once(child, 'close');
    child.kill(signal);
    expect((await ended)[1]).toBe(signal);
    expect(await stderr).toBe('');
    expect(processesThere()).toEqual([]);
    expect(there()).toBe(RULES);
  });

  it('is killed, and that is told', async () => {
    const child = startProgram('ipvsadm', ['-R', '--netns', NAME], { stdio: ['pipe', 'ignore', 'inherit'] });
    await expect.poll(() => processesThere().length, { timeout: 10_000 }).toBe(1);
    process.kill(Number(processesThere()[0]), 'SIGKILL');
    expect((await once(child, 'close'))[1]).toBe('SIGKILL');
  });

  it('ends by Ctrl-C of a terminal', async () => {
    const command = `${OURS.join(' ')} -R --netns ${NAME}`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await expect.poll(() => processesThere().length, { timeout: 10_000 }).toBe(1);
    await sleep(1500);
    terminal.stdin.write('\x03');
    expect((await once(terminal, 'close'))[0]).toBe(130);
    expect(processesThere()).toEqual([]);
    expect(there()).toBe(RULES);
  });
});
