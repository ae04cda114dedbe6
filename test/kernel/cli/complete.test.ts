/** `--complete`: what it says of a real table, and the completions of bash that ask it. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { COMPLETIONS } from '../../../build/completions/completions.ts';
import { programPath } from '../../../tools/programs.ts';
import { Shell } from '../../build/completions/shell.ts';
import { runBin } from '../../cli/bin.ts';
import { ip, useInterface } from '../kernel.ts';
import { useCommandLine } from './session.ts';

const { load } = useCommandLine();
const device = useInterface('ipvscomplete0');

const RULES = `-A -t 10.0.0.1:80 -s wrr
-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 0
-a -t 10.0.0.1:80 -r 10.1.0.2:8080 -m -w 3
-A -t 10.0.0.2:80 -s rr -p 300
-a -t 10.0.0.2:80 -r 10.1.0.3:80 -g -w 1
-A -t [2001:db8::1]:443 -s rr
-a -t [2001:db8::1]:443 -r [2001:db8::9]:443 -m -w 1
-A -u 10.0.0.1:53 -s rr
-A -f 4294967295 -s wlc
-a -f 4294967295 -r 10.1.0.1:0 -i -w 1
`;

const [FIRST, SECOND] = [
  '10.1.0.1:8080\tmasquerade, weight 0, 0 active',
  '10.1.0.2:8080\tmasquerade, weight 3, 0 active',
];
const OTHERS = ['10.1.0.3:80\tdirect, weight 1, 0 active', '[2001:db8::9]:443\tmasquerade, weight 1, 0 active'];
const MARKED = '10.1.0.1:0\ttunnel, weight 1, 0 active';

/** The lines of an answer, in an order of their own: the kernel's is by hash. */
function complete(line: string, unprivileged = false): string[] {
  const { status, stdout, stderr } = runBin('ipvsadm', ['--complete', ...line.split(' ')], { unprivileged });
  expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' });
  return stdout.split('\n').slice(0, -1).sort();
}

describe('--complete', () => {
  it.each([
    ['tcp-service -e', ['10.0.0.1:80\twrr, 2 servers', '10.0.0.2:80\trr, 1 server', '[2001:db8::1]:443\trr, 1 server']],
    ['udp-service -E', ['10.0.0.1:53\trr, 0 servers']],
    ['sctp-service -L', []],
    ['fwmark-service -D', ['4294967295\twlc, 1 server']],
    ['tcp-service -A', []],
    ['real-server -e -t 10.0.0.1:80', [FIRST, SECOND]],
    ['real-server -d -t 10.0.0.1:http -r', [FIRST, SECOND]],
    ['real-server --drain -f 4294967295 -r', [MARKED]],
    ['real-server -a -t 10.0.0.1:80 -r', [...OTHERS, MARKED]],
    ['real-server -e', [FIRST, SECOND, ...OTHERS, MARKED]],
    ['real-server -e -t 10.0.0.9:80', []],
  ])('%s', async (line, lines) => {
    await load(RULES);
    expect(complete(line)).toEqual([...lines].sort());
    // Who types sudo is not root yet.
    expect(complete(line, true)).toEqual([...lines].sort());
  });

  it('names what the kernel has', ({ skip }) => {
    skip(!device.ready, 'no interface can be made here');
    expect(complete('mcast-interface --start-daemon master')).toContain('ipvscomplete0');
    expect(complete('scheduler -A')).toContain('wlc\tweighted least connections');
    expect(complete('pe -A')).toEqual(['sip']);
  });

  it('names the network namespaces', async ({ skip }) => {
    skip(!(await ip('netns', 'add', 'ipvscomplete')), 'no namespace can be made here');
    try {
      expect(complete('netns')).toContain('ipvscomplete');
    } finally {
      await ip('netns', 'delete', 'ipvscomplete');
    }
  });

  it('is what bash asks', async () => {
    await load(RULES);
    const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-bash-'));
    // The completions start what is called ipvsadm.
    symlinkSync(programPath('ipvsadm'), join(folder, 'ipvsadm'));
    const bash = await Shell.start('bash', {
      before: COMPLETIONS['ipvsadm.bash'],
      file: join(folder, 'setup'),
      env: { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` },
      cwd: folder,
    });
    try {
      expect(await bash.complete('ipvsadm -e -t 10.0.0.1:')).toEqual(['10.0.0.1:80']);
      expect(await bash.complete('ipvsadm -e -t 10.0.0.1:80 -r ')).toEqual(['10.1.0.1:8080', '10.1.0.2:8080']);
      expect(await bash.complete('ipvsadm --drain -f ')).toEqual(['4294967295']);
    } finally {
      bash.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('says nothing where it cannot', () => {
    for (const line of ['', 'nonsense', 'weight -a', 'toString', 'apply', 'real-server -t']) {
      expect(complete(line)).toEqual([]);
    }
  });
});
