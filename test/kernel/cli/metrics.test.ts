/** `-L --metrics` of a table in a real kernel, as a process: what it writes, where, and how it fails. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runBin, runShell } from '../../cli/bin.ts';
import { parseOpenMetrics, parsePrometheus, valuesOf } from '../../metrics/strict.ts';
import { settleDaemons, useInterface } from '../kernel.ts';
import { stopDaemons } from '../surroundings.ts';
import { OURS, runProgram } from './outcome.ts';
import { DONE, useCommandLine } from './session.ts';

const { clients, load } = useCommandLine();
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-metrics-'));
const file = join(folder, 'ipvs.prom');
afterAll(() => rmSync(folder, { recursive: true }));

const RULES = `-A -t 10.0.0.1:80 -s mh -b mh-port -p 300 -M 255.255.255.0
-a -t 10.0.0.1:80 -r 10.0.1.1:8080 -m -w 2147483647 -x 10 -y 5
-a -t 10.0.0.1:80 -r 10.0.1.2:8080 -m -w 0
-A -t [2001:db8::1]:80 -s rr
-a -t [2001:db8::1]:80 -r [2001:db8::2]:80 -g
-A -f 7 -s rr
-a -f 7 -r 10.0.1.1 -g
-A -f 7 -6 -s rr
-a -f 7 -6 -r [2001:db8::2]:0 -g
-A -f 4294967295 -s rr
`;

beforeEach(() => load(RULES));

const metrics = (...words: readonly string[]): string => {
  const { status, stdout, stderr } = runBin('ipvsadm', ['-L', ...words]);
  expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: '' });
  return stdout;
};

describe('the table', () => {
  it('is there in order: by address and by mark, of both families', () => {
    const families = parseOpenMetrics(metrics('--metrics'));
    expect(Object.entries(valuesOf(families, 'ipvs_server_weight'))).toEqual([
      ['protocol=tcp address=10.0.0.1 port=80 server_address=10.0.1.1 server_port=8080', '2147483647'],
      ['protocol=tcp address=10.0.0.1 port=80 server_address=10.0.1.2 server_port=8080', '0'],
      ['protocol=tcp address=2001:db8::1 port=80 server_address=2001:db8::2 server_port=80', '1'],
      ['fwmark=7 family=ipv4 server_address=10.0.1.1 server_port=0', '1'],
      ['fwmark=7 family=ipv6 server_address=2001:db8::2 server_port=0', '1'],
    ]);
    expect(valuesOf(families, 'ipvs_service_servers')['fwmark=4294967295 family=ipv4']).toBe('0');
    const limited = 'protocol=tcp address=10.0.0.1 port=80 server_address=10.0.1.1 server_port=8080';
    expect(valuesOf(families, 'ipvs_server_upper_threshold')).toEqual({ [limited]: '10' });
    expect(valuesOf(families, 'ipvs_server_lower_threshold')).toEqual({ [limited]: '5' });
    expect(valuesOf(families, 'ipvs_server_overloaded')).toEqual({ [limited]: '0' });
    expect(Object.keys(valuesOf(families, 'ipvs_service'))).toContain(
      'protocol=tcp address=10.0.0.1 port=80 scheduler=mh flags=mh-port netmask=255.255.255.0',
    );
  });

  it('has the totals that the kernel tells, and the size that a listing shows', () => {
    const families = parsePrometheus(metrics('--metrics=prometheus'));
    const [, connections = ''] = /\n *(\w+) .*\n\n/.exec(readFileSync('/proc/net/ip_vs_stats', 'utf8')) ?? [];
    expect(valuesOf(families, 'ipvs_connections_total')).toEqual({ '': String(Number.parseInt(connections, 16)) });
    const { ipvs } = z
      .object({ ipvs: z.object({ connectionTableSize: z.int() }) })
      .parse(JSON.parse(runBin('ipvsadm', ['-L', '--json']).stdout));
    expect(valuesOf(families, 'ipvs_connection_table_size')).toEqual({ '': String(ipvs.connectionTableSize) });
  });

  it('may be empty', async () => {
    await clients.client.change({ type: 'flush' });
    const names = [...parseOpenMetrics(metrics('--metrics')).keys()];
    expect(names).toContain('ipvs_connections');
    expect(names.filter((name) => /^ipvs_(service|server)/.test(name))).toEqual([]);
    expect(metrics('--metrics=node_exporter')).not.toContain('backend');
  });

  it('has what a diagnosis finds, when that is asked for', () => {
    const findings = valuesOf(parseOpenMetrics(metrics('--metrics', '--findings')), 'ipvs_diagnose_findings');
    expect(findings['code=LVS201 name=service-without-servers severity=error']).toBe('1');
    expect(findings['code=LVS203 name=all-servers-overloaded severity=error']).toBe('0');
  });
});

describe('sync daemons', () => {
  const dummy = useInterface('ipvs-metrics');

  it('are there with their settings', async ({ skip }) => {
    skip(!dummy.ready, 'cannot make an interface');
    const words = '--start-daemon backup --mcast-interface ipvs-metrics --syncid 9 --mcast-port 9000';
    expect(runBin('ipvsadm', words.split(' '))).toEqual(DONE);
    await settleDaemons();
    const families = parseOpenMetrics(metrics('--metrics'));
    await stopDaemons(clients.client);
    expect(valuesOf(families, 'ipvs_sync_daemon_running')).toEqual({ 'state=master': '0', 'state=backup': '1' });
    const [labels] = Object.keys(valuesOf(families, 'ipvs_sync_daemon'));
    expect(labels).toMatch(/^state=backup interface=ipvs-metrics sync_id=9 .*group=224\.0\.0\.81 port=9000 ttl=1$/);
  });
});

describe('a namespace without IPVS of its own yet, or without permission', () => {
  it('tells its own empty table', () => {
    const { stdout } = runProgram('unshare', ['-n', ...OURS, '-L', '--metrics']);
    expect(parseOpenMetrics(stdout).has('ipvs_service')).toBe(false);
  });

  it('tells nothing, and why', () => {
    const { status, stdout, stderr } = runBin('ipvsadm', ['-L', '--metrics'], { unprivileged: true });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Can't initialize ipvs: Permission denied/);
  });
});

describe('the connection table', () => {
  it('that cannot be read is an error, only where it is asked for', () => {
    const script =
      'mount -t tmpfs none /proc/$$/net && mkdir /proc/$$/net/ip_vs_conn && touch /proc/$$/net/ip_vs && exec "$@"';
    const run = (...words: readonly string[]) => {
      const all = ['--mount', 'sh', '-c', script, 'sh', ...OURS, '-L', '--metrics', ...words];
      const { status, stdout, stderr } = spawnSync('unshare', all, { encoding: 'utf8' });
      return { status, lines: stdout.split('\n').length, stderr };
    };
    expect(run('-c')).toEqual({ status: 1, lines: 1, stderr: 'cannot read the connection table: EISDIR\n' });
    expect(run()).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('a reader that has seen enough', () => {
  it('ends it without a word', async () => {
    await load(Array.from({ length: 2000 }, (_, at) => `-A -f ${at + 1} -s rr\n`).join(''));
    const { stdout, stderr } = runShell('{ "$BIN" -L --metrics; echo $? >&2; } | head -1');
    expect({ lines: stdout.split('\n').length, stderr }).toEqual({ lines: 2, stderr: '141\n' });
  });
});

describe('--output', () => {
  it('writes a file that node_exporter may read, and prints nothing', () => {
    const outcome = runShell(`umask 022; exec "$BIN" -L --metrics=prometheus --output ${file}`);
    expect(outcome).toEqual(DONE);
    expect(parsePrometheus(readFileSync(file, 'utf8')).has('ipvs_server_weight')).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(['ipvs.prom']);
  });

  it('leaves the file alone where the table cannot be read', () => {
    writeFileSync(file, 'old\n');
    const words = ['-L', '--metrics', '--output', file];
    expect(runBin('ipvsadm', words, { unprivileged: true })).toMatchObject({ status: 2, stdout: '' });
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old\n', ['ipvs.prom']]);
  });

  describe('on a small file system', () => {
    const mount = join(folder, 'mount');
    let mounted = false;
    beforeAll(() => {
      mkdirSync(mount);
      mounted = runProgram('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', mount]).status === 0;
    });
    afterAll(() => {
      if (mounted) runProgram('umount', [mount]);
      rmdirSync(mount);
    });

    it('that is full leaves the file as it was, and nothing else', async ({ skip }) => {
      skip(!mounted, 'cannot mount a tmpfs');
      const small = join(mount, 'ipvs.prom');
      writeFileSync(small, 'old\n');
      await load(Array.from({ length: 500 }, (_, at) => `-A -f ${at + 1} -s rr\n`).join(''));
      const outcome = runBin('ipvsadm', ['-L', '--metrics', '--output', small]);
      expect(outcome).toEqual({ status: 1, stdout: '', stderr: `cannot write ${small}: ENOSPC\n` });
      expect([readFileSync(small, 'utf8'), readdirSync(mount)]).toEqual(['old\n', ['ipvs.prom']]);
    });
  });
});
