/** `-R` as a process: where rules come from, and what is left of bad ones. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runBin } from '../../cli/bin.ts';
import { useClients } from '../kernel.ts';
import { OURS, runCommand, runOurs } from './outcome.ts';

const clients = useClients();
const BEFORE = '-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 192.168.9.9:80 -m -w 3\n';
const table = async (): Promise<string> => (await runCommand(clients.client, ['-Sn'])).stdout;

beforeEach(async () => {
  expect(await runCommand(clients.client, ['-R'], BEFORE)).toMatchObject({ status: 0 });
});

/** Rules of 100 services with 49 servers each: 5,000 lines. */
const many = Array.from({ length: 100 }, (_, i) => {
  const service = `-t 10.1.${i}.1:80`;
  const servers = Array.from({ length: 49 }, (_, j) => `-a ${service} -r 192.168.${i}.${j + 1}:80 -m -w ${j}\n`);
  return `-A ${service} -s wrr\n${servers.join('')}`;
}).join('');

describe('rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-rules-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('come from a pipe, 5,000 lines of them', async () => {
    expect(runOurs(['-R'], many)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect((await table()).replace(BEFORE, '')).toBe(many);
  });

  it('come from a file, and from a slow pipe', async () => {
    const file = join(folder, 'rules');
    writeFileSync(file, '-A -t 10.0.0.1:80 -s rr\n');
    const line = `"$@" -R <"${file}" && { sleep 0.2; echo -A -f 1 -s; sleep 0.2; echo; } | sed 's/-s$/-s lc/' | "$@" -R`;
    expect(spawnSync('sh', ['-c', line, 'sh', ...OURS], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(await table()).toBe(`-A -t 10.0.0.1:80 -s rr\n${BEFORE}-A -f 1 -s lc\n`);
  });

  it('are none in an empty input', async () => {
    expect(runOurs(['-R'])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await table()).toBe(BEFORE);
  });

  it('change nothing when one among many is wrong, and it is named', async () => {
    const bad = many.replace('-a -t 10.1.50.1:80 -r 192.168.50.7:80', '-a -t 10.1.50.1:80 -r 192.168.50.7:http80');
    expect(runOurs(['-R'], `-C\n${bad}`)).toEqual({
      status: 2,
      stdout: '',
      stderr: `line ${1 + 50 * 50 + 8}: illegal real server address[:port] specified\n`,
    });
    expect(await table()).toBe(BEFORE);
  });

  it('that the kernel refuses are named, and do not keep the others from being tried', async () => {
    const rules =
      '-A -t 10.0.0.1:80 -s rr\n-A -t 10.9.9.9:80\n# comment\n-D -f 5\n-a -t 10.0.0.1:80 -r 0.0.0.0\n-A -f 1 -s lc\n';
    expect(runOurs(['-R'], rules)).toEqual({
      status: 255,
      stdout: '',
      stderr:
        'line 2: -A -t 10.9.9.9:80: Service already exists\nline 4: -D -f 5: No such service\n' +
        'line 5: -a -t 10.0.0.1:80 -r 0.0.0.0: ' +
        'Invalid operation.  Possibly wrong module version, address not unicast, ...\n' +
        "hint: 0.0.0.0 is not a unicast address, as a real server's must be\n",
    });
    expect(await table()).toBe(`-A -t 10.0.0.1:80 -s rr\n${BEFORE}-A -f 1 -s lc\n`);
  });

  it('that list see what those before them have done', () => {
    const { status, stdout, stderr } = runOurs(
      ['-R'],
      '-C\n-Sn\n-A -t 10.0.0.1:80 -s rr\n-Sn\n-D -t 10.0.0.1:80\n-Sn\n',
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '-A -t 10.0.0.1:80 -s rr\n', stderr: '' });
  });
});

describe('ipvsadm-save and ipvsadm-restore', () => {
  it('bring a table back, and nothing else', async () => {
    const saved = runBin('ipvsadm-save', ['-n']);
    expect(saved).toEqual({ status: 0, stdout: BEFORE, stderr: '' });
    expect(await runCommand(clients.client, ['-R'], '-C\n-A -f 1\n')).toMatchObject({ status: 0 });
    expect(runBin('ipvsadm-restore', [], { input: saved.stdout })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await table()).toBe(BEFORE);
  });

  it('leave the table alone when the rules are wrong', async () => {
    expect(runBin('ipvsadm-restore', [], { input: '-A -f 1\n-A -f 0\n' })).toEqual({
      status: 2,
      stdout: '',
      stderr: "line 2: invalid fwmark value `0' specified\n",
    });
    expect(await table()).toBe(BEFORE);
  });
});
