import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { STABLE_KERNEL } from '../../../tools/lab/kernels.ts';
import { lab, launch } from '../../../tools/lab/launch.ts';
import { prepareDaemons, prepareKernel } from '../../../tools/lab/parts.ts';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'lab-test-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A launcher's own folder for temporary files, by which its processes are known. */
const ownFolder = () => ({ TMPDIR: mkdtempSync(join(scratch, 'run-')) });

/** Command lines of the machines whose run folder is below `folder`, leaving out what has ended. */
function machines(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes('linux.uml') && line.includes(folder));
}

describe.concurrent('in a kernel', { timeout: 60_000 }, () => {
  // The first time on a machine this downloads.
  beforeAll(async () => {
    await prepareKernel(STABLE_KERNEL);
    await prepareDaemons();
  }, 600_000);

  test('streams are passed on byte for byte, apart, and so is the exit status', async () => {
    const input = Buffer.concat([Buffer.from([0, 3, 4, 10, 13, 17, 19, 26, 28, 127, 128, 255]), randomBytes(200_000)]);
    const command = 'id -u; test -p /dev/stdout || echo tty; head -c 200012; cat >&2; exit 42';
    const { status, stdout, stderr } = await lab(['sh', '-c', command], {
      input: Buffer.concat([input, Buffer.from('rest')]),
    });
    expect(stdout.subarray(0, 2).toString()).toBe('0\n');
    expect(stdout.subarray(2).equals(input)).toBe(true);
    expect([status, stderr]).toEqual([42, 'rest']);
  });

  test('IPVS, our commands and the C tool are there; a signal gives 128 + n', async () => {
    const command =
      'ipvsadm-c -A -t 10.0.0.1:80 -s mh; ipvsadm-save-c -n; command -v ipvsadm; modprobe ip_vs_rr; ip netns add a; kill -KILL $$';
    const { status, stdout, stderr } = await lab(['sh', '-c', command]);
    expect(stdout.toString()).toMatch(/^-A -t 10\.0\.0\.1:80 -s mh\n\/.*\/ipvsadm\n$/);
    expect([status, stderr]).toEqual([137, '']);
  });

  test('the daemons are there when they are asked for', async () => {
    const names = ['keepalived', 'bird', 'birdc', 'etcd', 'etcdctl', 'ldirectord', 'prometheus', 'promtool'];
    const command = `for name in ${names.join(' ')}; do command -v $name; done; ldirectord -v`;
    const { status, stdout, stderr } = await lab(['--daemons', 'sh', '-c', command]);
    const paths = [...stdout.toString().matchAll(/\/(?:daemons|monitoring)\/bin\/(\w+)$/gm)];
    expect(paths.map(([, name]) => name)).toEqual(names);
    expect(stdout.toString()).toContain('\nLinux Director v');
    expect([status, stderr]).toEqual([0, '']);
  });

  test('output comes while the command runs, and what it leaves running is ended', async () => {
    const child = launch(['sh', '-c', 'sleep 600 & echo first; read line; echo "$line"']);
    const [first] = await once(child.stdout, 'data');
    expect(String(first)).toBe('first\n');
    // The command waits for this, so `first` has come before its end.
    child.stdin.write('second\n');
    const [second] = await once(child.stdout, 'data');
    expect(String(second)).toBe('second\n');
    // Standard input is still open.
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
  });

  test('the time limit ends it, with one line', async () => {
    const environment = ownFolder();
    const { status, stderr } = await lab(['--timeout', '1', 'sleep', '600'], { environment });
    expect([status, stderr]).toEqual([124, 'lab: time limit of 1 s reached\n']);
    await vi.waitFor(() => expect(machines(environment.TMPDIR)).toEqual([]));
  });

  test.each([
    ['SIGKILL', null],
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('%s leaves nothing', async (signal, status) => {
    const environment = ownFolder();
    const child = launch(['sh', '-c', 'echo started; sleep 600'], environment);
    await once(child.stdout, 'data');
    expect(machines(environment.TMPDIR)).not.toEqual([]);
    child.kill(signal);
    await once(child, 'close');
    expect(child.exitCode).toBe(status);
    await vi.waitFor(() => {
      expect(machines(environment.TMPDIR)).toEqual([]);
      expect(readdirSync(environment.TMPDIR).filter((name) => name.startsWith('ipvsadm-lab-'))).toEqual([]);
    });
  });

  test('two at once have tables of their own, and the end of one is not that of the other', async () => {
    const add = (port: number) => `ipvsadm-c -A -t 10.0.0.1:${port}; echo up; read line; ipvsadm-c -Sn`;
    const [first, second] = [launch(['sh', '-c', add(1)]), launch(['sh', '-c', add(2)])];
    await Promise.all([once(first.stdout, 'data'), once(second.stdout, 'data')]);
    first.kill('SIGKILL');
    await once(first, 'close');
    second.stdin.end('\n');
    const [table] = await once(second.stdout, 'data');
    expect(String(table)).toBe('-A -t 10.0.0.1:2 -s wlc\n');
  });
});

describe('one line and status 125 when', () => {
  const emptyCache = () => ({ IPVSADM_LAB_CACHE: mkdtempSync(join(scratch, 'cache-')) });

  test('apt-get is not there', async () => {
    const ended = await lab(['true'], { environment: { ...emptyCache(), PATH: '/nowhere' } });
    expect(ended.stderr).toBe('lab: apt-get is not on this machine, and the download of the lab needs it\n');
    expect(ended.status).toBe(125);
  });

  test('the download fails, and the cache is then still empty', async () => {
    const bin = mkdtempSync(join(scratch, 'bin-'));
    writeFileSync(join(bin, 'apt-get'), '#!/bin/sh\necho "W: so so" >&2; echo "E: no route to it" >&2; exit 100\n');
    chmodSync(join(bin, 'apt-get'), 0o755);
    const cache = emptyCache();
    const environment = {
      ...cache,
      PATH: `${bin}:${process.env.PATH}`,
      LAB_DEBIAN_MIRROR: 'http://archive.example/debian',
    };
    const { status, stderr } = await lab(['true'], { environment });
    expect(stderr).toBe('lab: downloading the index of bookworm\nlab: cannot download the tools: no route to it\n');
    expect(status).toBe(125);
    expect(readdirSync(cache.IPVSADM_LAB_CACHE).sort()).toEqual(['apt', 'lock']);
  });

  test('the cache cannot be written', async () => {
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    const { status, stderr } = await lab(['true'], { environment: { IPVSADM_LAB_CACHE: join(file, 'cache') } });
    expect(stderr).toMatch(/^lab: ENOTDIR: .*\n$/);
    expect(status).toBe(125);
  });
});
