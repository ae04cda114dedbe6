/** `--diagnose` where it may not look at everything, and where it is stopped. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { timeFactor } from '../../../tools/lab/time-factor.ts';
import { programWords } from '../../../tools/programs.ts';
import { runBin } from '../../cli/bin.ts';
import { useClients } from '../kernel.ts';

useClients();
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-diagnose-'));
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  for (const line of ['-C', '-A -t 192.0.2.1:80 -s rr', '-a -t 192.0.2.1:80 -r 198.51.100.1:80 -m']) {
    expect(runBin('ipvsadm', line.split(' ')).status).toBe(0);
  }
});

const OURS = programWords('ipvsadm');

const run = (words: readonly string[]) => {
  const [command = '', ...rest] = words;
  const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('what may not be looked at is said, and why', () => {
  const refused = expect.stringMatching(
    /^not looked at\n {2}the table of IPVS: not permitted: the kernel tells it to root only .*\(LVS101 .*\)\n\ntoo little could be looked at/,
  );

  it('to an ordinary user', () => {
    const outcome = runBin('ipvsadm', ['--diagnose'], { unprivileged: true });
    expect(outcome).toEqual({ status: 2, stdout: refused, stderr: '' });
  });

  it('to the root of a user namespace', () => {
    expect(run(['unshare', '-Urn', ...OURS, '--diagnose'])).toEqual({ status: 2, stdout: refused, stderr: '' });
  });

  it('in JSON too', () => {
    const { status, stdout } = runBin('ipvsadm', ['--diagnose', '--json'], { unprivileged: true });
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'blind',
      findings: [],
      notChecked: [{ codes: expect.anything() }],
    });
  });

  it('without the programs of the firewall, as in a container', () => {
    const script = 'iptables -A INPUT -p udp -j ACCEPT && PATH=/nowhere exec "$@"';
    const { stdout } = run(['unshare', '-n', 'sh', '-c', script, 'sh', ...OURS, '--diagnose']);
    expect(stdout).toMatch(/^ {2}the rules of iptables: there is no program iptables-legacy-save \(LVS/m);
  });
});

describe('Ctrl-C', () => {
  it('ends a diagnosis that waits for a program', async () => {
    // It stands before the others in PATH. The kernel's own tables of iptables make it needed.
    const slow = join(folder, 'iptables-legacy-save');
    writeFileSync(slow, '#!/bin/sh\nexec sleep 60\n');
    chmodSync(slow, 0o755);
    const script = 'iptables -A INPUT -p udp -j ACCEPT && exec env PATH="$0:$PATH" "$@"';
    const child = spawn('unshare', ['-n', 'sh', '-c', script, folder, ...OURS, '--diagnose']);
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    await sleep(3000 * timeFactor);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
    expect(await output).toEqual(['', '']);
  });
});

describe('IPVSADM_TRACE=1', () => {
  it('shows what IPVS and rtnetlink are asked, on standard error', () => {
    const plain = runBin('ipvsadm', ['--diagnose']);
    const traced = runBin('ipvsadm', ['--diagnose'], { env: { IPVSADM_TRACE: '1' } });
    expect(plain.stderr).toBe('');
    expect({ ...traced, stderr: '' }).toEqual(plain);
    const lines = traced.stderr.split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^> seq=\d+ GET_SERVICE REQUEST DUMP/));
    for (const kind of ['LINK', 'ADDRESS']) {
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^> seq=\\d+ GET_${kind} REQUEST DUMP`)));
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^< seq=\\d+ NEW_${kind} MULTI .*\\w=`)));
    }
    expect(lines).toContainEqual(expect.stringMatching(/^> seq=\d+ GET_ROUTE REQUEST to=198\.51\.100\.1/));
  });
});
