/** Edits with `--keep`: what they do not name stays as it is. */
import { beforeEach, describe, expect, it } from 'vitest';
import { IpvsClient } from '../../../src/ipvs/client.ts';
import { DONE, useCommandLine } from './session.ts';

const { run, table, load } = useCommandLine();
const SERVICE = '-A -t 10.9.9.9:80 -s sh -p 60 -M 255.255.255.0 -b sh-port';
const NAT = '-a -t 10.9.9.9:80 -r 192.168.9.9:8080 -m -w 3 -x 9 -y 5';
const TUNNEL = '-a -t 10.9.9.9:80 -r 192.168.9.10:80 -i -w 1 -x 4 --tun-type gue --tun-port 6080 --tun-csum';
const BEFORE = [SERVICE, NAT, TUNNEL, ''].join('\n');
beforeEach(() => load(BEFORE));

describe('--keep', () => {
  it.each<[line: string, from: string, to: string]>([
    ['-e -t 10.9.9.9:80 -r 192.168.9.9:8080 --keep', '', ''],
    ['-e -t 10.9.9.9:80 -r 192.168.9.9:8080 --keep -w 5', '-w 3', '-w 5'],
    ['--keep -e -w 0 -t 10.9.9.9:80 -r 192.168.9.10', '-w 1', '-w 0'],
    ['-e -t 10.9.9.9:80 -r 192.168.9.9:8080 --keep -y 6', '-y 5', '-y 6'],
    ['-e -t 10.9.9.9:80 -r 192.168.9.9:8080 --keep --unset u-threshold,l-threshold', ' -x 9 -y 5', ''],
    ['-e -t 10.9.9.9:80 -r 192.168.9.10 --keep --tun-type gre', 'gue --tun-port 6080 --tun-csum', 'gre --tun-nocsum'],
    [
      '-e -t 10.9.9.9:80 -r 192.168.9.10 --keep -g',
      '-i -w 1 -x 4 --tun-type gue --tun-port 6080 --tun-csum',
      '-g -w 1 -x 4',
    ],
    ['-E -t 10.9.9.9:80 --keep', '', ''],
    ['-E -t 10.9.9.9:80 --keep -p 90', '-p 60', '-p 90'],
    ['-E -t 10.9.9.9:80 --keep -s wrr', '-s sh -p 60 -M 255.255.255.0 -b sh-port', '-s wrr -p 60 -M 255.255.255.0'],
    ['-E -t 10.9.9.9:80 --keep -b sh-fallback', 'sh-port', 'sh-fallback'],
    ['-E -t 10.9.9.9:80 --keep --unset sched-flags', ' -b sh-port', ''],
    ['-E -t 10.9.9.9:80 --keep --unset persistent', ' -p 60 -M 255.255.255.0', ''],
  ])('%s', async (line, from, to) => {
    const after = BEFORE.replace(from, to);
    expect(await run(line)).toEqual(DONE);
    expect(await table()).toBe(after);
    // The same as a rule, among others.
    await load(BEFORE);
    expect(await run('-R', `-A -f 1 -s rr\n${line}\n-D -f 1\n`)).toEqual(DONE);
    expect(await table()).toBe(after);
  });

  it.each([
    // The port of the server is what tells: it is not that of the service.
    ['-e -t 10.9.9.9:80 -r 192.168.9.9', '-w 5'],
    ['-e -t 10.9.9.9:81 -r 192.168.9.9', '-w 5'],
    ['-E -t 10.9.9.9:81', '-s rr'],
    ['-E -t 10.9.9.9:80', '-s nosuch'],
  ])('%s fails as without it', async (line, setting) => {
    const without = await run(`${line} -m ${setting}`.replace(line.startsWith('-E') ? ' -m' : '', ''));
    expect(without).toMatchObject({ status: 255, stderr: expect.stringMatching(/^(No such|Service not|Scheduler)/) });
    expect(await run(`${line} --keep ${setting}`)).toEqual(without);
    expect(await table()).toBe(BEFORE);
  });

  it.each([
    ['-E -t 10.9.9.9:80 --keep -b mh-port', "incompatible scheduler flag `mh-port'"],
    ['-e -t 10.9.9.9:80 -r 192.168.9.9:8080 --keep --tun-type gre', 'Tunnel options conflict with forward method'],
  ])('%s is refused when it is seen what is there', async (line, message) => {
    expect(await run(line)).toEqual({ status: 2, stdout: '', stderr: `${message}\n` });
    expect(await run('-R', `${line}\n`)).toMatchObject({ stderr: `line 1: ${line}: ${message}\n` });
    expect(await table()).toBe(BEFORE);
  });

  it('of a server on an address of this host keeps it there', async () => {
    await load('-A -t 10.9.9.9:80 -s rr\n-a -t 10.9.9.9:80 -r 127.0.0.1 -g -w 3\n');
    expect(await run('-e -t 10.9.9.9:80 -r 127.0.0.1 --keep -w 5')).toEqual(DONE);
    expect(await run('-Ln')).toMatchObject({
      stdout: expect.stringMatching(/127\.0\.0\.1:80 +(Route|Local) +5 /),
    });
  });

  it('is no rule that describes a table', async () => {
    const why = 'only rules that describe the table can be applied, not listings, -Z or --keep';
    expect(await run('--apply', `${BEFORE}-E -t 10.9.9.9:80 --keep -s rr\n`)).toEqual({
      status: 2,
      stdout: '',
      stderr: `line 4: ${why}\n`,
    });
    expect(await table()).toBe(BEFORE);
  });

  it('sends one edit', async () => {
    const lines: string[] = [];
    await using client = await IpvsClient.open({ trace: (line) => lines.push(line) });
    expect(await run('-e -t 10.9.9.9:80 -r 192.168.9.9:8080 --keep -w 5', '', { client: async () => client })).toEqual(
      DONE,
    );
    expect(lines.filter((line) => /^> .*SET_/.test(line))).toHaveLength(1);
  });
});
