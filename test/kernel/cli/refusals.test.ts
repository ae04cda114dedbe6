/** Bad input of every kind, and users who may not: the table stays as it is. */
import process from 'node:process';
import { beforeEach, describe, expect, it } from 'vitest';
import { runBin } from '../../cli/bin.ts';
import { USAGE_ERRORS } from '../../rules/usage-errors.ts';
import { wordsOf } from '../../rules/words.ts';
import { useClients } from '../kernel.ts';
import { comparable, runCommand } from './outcome.ts';

const clients = useClients();
const RULES = '-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 192.168.0.1:80 -m -w 3\n';
const table = async (): Promise<string> => (await runCommand(clients.client, ['-Sn'])).stdout;

beforeEach(async () => {
  expect(await runCommand(clients.client, ['-R'], RULES)).toMatchObject({ status: 0 });
});

describe('a command line that is wrong changes nothing', () => {
  it.each(USAGE_ERRORS)('$message ($status)', async ({ message, status, lines }) => {
    for (const line of lines) {
      // Where there is no name server, as in the lab, a hint says so of what may be a host.
      const outcome = comparable(await runCommand(clients.client, wordsOf(line)));
      expect({ line, ...outcome }).toEqual({ line, status, stdout: '', stderr: `${message}\n` });
    }
    expect(await table()).toBe(RULES);
  });
});

describe.skipIf(process.getuid?.() !== 0)('an ordinary user', () => {
  it.each([
    ['-Ln', ''],
    ['-Lcn', ''],
    ['-Sn', ''],
    ['-C', ''],
    ['-A -t 10.0.0.2:80', ''],
    ['-R', '-C\n-A -t 10.0.0.2:80\n'],
    ['-R', '-Ln\n'],
  ])('may not %s', async (line, input) => {
    const { status, stdout, stderr } = runBin('ipvsadm', wordsOf(line), { input, unprivileged: true });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Can't initialize ipvs: Permission denied \(you must be root\)\n[^\n]+\n$/);
    expect(await table()).toBe(RULES);
  });

  it.each(['-h', '-v'])('may %s', (word) => {
    expect(runBin('ipvsadm', [word], { unprivileged: true })).toMatchObject({ status: 0, stderr: '' });
  });
});
