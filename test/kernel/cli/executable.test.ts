/** What the executable asks of the kernel, seen by strace(1), and how it writes much. Runs with that program only. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import { isExecutable } from '../../../tools/programs.ts';
import { wordsOf } from '../../rules/words.ts';
import { OURS, startProgram } from './outcome.ts';
import { useCommandLine } from './session.ts';

const { run, load } = useCommandLine();

const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-strace-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RULES = '-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.2.0.1:80 -m -w 1\n';

/** System calls of a run in `folder` that name a file or make a socket, one a line. */
function calls(line: string): string[] {
  const log = join(folder, 'log');
  const words = ['-f', '-qq', '-s', '256', '-e', 'trace=%file,socket,connect,bind,listen', '-o', log];
  const run = spawnSync('strace', [...words, ...OURS, ...wordsOf(line)], {
    encoding: 'utf8',
    cwd: folder,
    input: RULES,
  });
  expect({ line, status: run.status, stderr: run.stderr }).toEqual({ line, status: 0, stderr: '' });
  return readFileSync(log, 'utf8').split('\n').slice(0, -1);
}

describe.skipIf(!isExecutable)('the executable', () => {
  beforeAll(() => {
    writeFileSync(join(folder, 'rules'), RULES);
    for (const name of ['bunfig.toml', '.env', 'package.json', 'tsconfig.json']) writeFileSync(join(folder, name), '');
  });

  it.each<[string, number, string[], string[]]>([
    ['-v', 0, [], []],
    ['-h', 0, [], []],
    ['--complete tcp-service -e', 0, [], []],
    ['-Ln --stats', 1, [], []],
    ['-Lnc', 1, [], []],
    ['-Ln --json', 1, [], []],
    ['-R', 1, [], []],
    ['--apply rules', 1, ['rules'], ['/run/ipvsadm/host/lock']],
  ])(
    '%s has no socket but that of netlink, writes no file but the lock’s, and reads here only what is named',
    (line, sockets, read, written) => {
      const made = calls(line);
      const network = made.filter((call) => /\b(socket|connect|bind|listen)\(/.test(call));
      expect(network).toEqual(
        Array(sockets).fill(expect.stringContaining('socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_GENERIC)')),
      );
      const opened = made.filter((call) => /O_WRONLY|O_RDWR|O_CREAT/.test(call));
      expect(opened.map((call) => dirname(/"([^"]*)"/.exec(call)?.[1] ?? ''))).toEqual(written);
      const paths = made.map((call) => /(?:AT_FDCWD, |^\d+ +\w+\()"([^"]*)"/.exec(call)?.[1] ?? '');
      expect(paths.filter((path) => path.startsWith(`${folder}/`) || /^[^/]/.test(path))).toEqual(read);
    },
  );
});

it.skipIf(!isExecutable)(
  'megabytes of output come whole, or end with the reader, and rules are read from a slow pipe',
  { timeout: timeFactor * 180_000 },
  async () => {
    const servers = Array.from({ length: 200 }, (_, index) => `10.2.${index >> 8}.${index & 255}:80`);
    const rules = Array.from({ length: 100 }, (_, index) => {
      const service = `-t 10.1.0.1:${index + 1}`;
      return `-A ${service} -s rr\n${servers.map((server) => `-a ${service} -r ${server} -m -w 1\n`).join('')}`;
    }).join('');
    await load(rules);
    const shell = (line: string) => spawnSync('sh', ['-c', line, 'sh', ...OURS], { encoding: 'utf8', cwd: folder });

    const whole = (await run('-L --json -n')).stdout;
    expect(whole.length).toBeGreaterThan(5e6);
    expect(shell('"$@" -L --json -n | { sleep 1; wc -c; }')).toMatchObject({ stdout: `${whole.length}\n`, stderr: '' });
    expect(shell('"$@" -L --json -n >file; wc -c <file').stdout).toBe(`${whole.length}\n`);
    expect(shell('{ "$@" -Ln; echo $? >&2; } | head -1')).toMatchObject({
      stdout: expect.stringMatching(/^IP Virtual Server .*\n$/),
      stderr: '141\n',
    });
    expect(shell('"$@" -Sn --output saved')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'saved'), 'utf8')).toBe(rules);

    // Rules from a slow pipe, of which the first part ends within a line.
    const slow = '{ head -c 100001 saved; sleep 1; tail -c +100002 saved; } | "$@" -R';
    expect(await run('-C')).toMatchObject({ status: 0 });
    expect(shell(slow)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect((await run('-Sn')).stdout).toBe(rules);

    // A slow pipe that does not block.
    const pipe = join(folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    const descriptor = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    const reader = spawn('sh', ['-c', 'sleep 1; exec cat <"$0"', pipe]);
    const output = text(reader.stdout);
    const listing = startProgram('ipvsadm', ['-Sn'], { stdio: ['ignore', descriptor, 'inherit'] });
    expect(await once(listing, 'exit')).toEqual([0, null]);
    closeSync(descriptor);
    expect(await output).toBe(rules);
  },
);
