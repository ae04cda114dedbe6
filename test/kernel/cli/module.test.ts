/** A kernel whose IPVS module is not loaded. Only in the lab: the modules of a real machine are not ours. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBin } from '../../cli/bin.ts';
import { OURS, runProgram } from './outcome.ts';

/** Made by the first process of a guest. */
const isGuest = existsSync('/run/lab');

const RULES = '-A -t 10.0.0.1:80 -s wrr\n';
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-module-'));

/** A folder of someone else's, with a `modprobe` that leaves a mark when it is run. */
const hostile = mkdtempSync(join(tmpdir(), 'ipvsadm-hostile-'));
const mark = join(hostile, 'mark');

const NO_IPVS =
  "Can't initialize ipvs: Protocol not available\n" +
  'Are you sure that IP Virtual Server is built in the kernel or as module?\n';

function writeProgram(path: string, script: string): string {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** The program by which the kernel loads modules by itself. */
const LOADER = '/proc/sys/kernel/modprobe';

/** Modules of IPVS, and those that use it, the first ones first to go. */
const loaded = (): string[] =>
  [...readFileSync('/proc/modules', 'utf8').matchAll(/^((?:xt_|ip_)vs\S*|xt_ipvs) /gm)].map(([, name = '']) => name);

describe.skipIf(!isGuest)('without the module', () => {
  const modules = loaded();
  const loader = readFileSync(LOADER, 'utf8');
  let unloaded = false;

  beforeAll(() => {
    const uses = modules.filter((name) => name !== 'ip_vs');
    unloaded =
      runProgram('modprobe', ['-r', ...uses]).status === 0 && runProgram('modprobe', ['-r', 'ip_vs']).status === 0;
    writeProgram(join(hostile, 'modprobe'), `: >'${mark}'`);
  });
  beforeEach(({ skip }) => {
    if (!unloaded) skip('this kernel does not unload its IPVS');
  });
  afterEach(() => writeFileSync(LOADER, loader));
  afterAll(() => {
    rmSync(folder, { recursive: true });
    rmSync(hostile, { recursive: true });
    runProgram('modprobe', ['-a', ...modules]);
    expect(loaded().toSorted()).toEqual(modules.toSorted());
  });

  it('--apply says so where it cannot be loaded', () => {
    writeFileSync(LOADER, writeProgram(join(folder, 'modprobe'), 'echo "no module $*" >&2\nexit 1'));
    expect(runBin('ipvsadm', ['--apply'], { input: RULES })).toEqual({ status: 2, stdout: '', stderr: NO_IPVS });
    expect(existsSync('/proc/net/ip_vs')).toBe(false);
  });

  // The kernel loads nothing by itself here, so that modprobe is up to us. The lab has none in /sbin or /usr/sbin.
  it.each([
    ['without a PATH', 'exec env -i "$@"'],
    ['with an empty PATH', 'exec env PATH= "$@"'],
    ['with an empty part in PATH', 'exec env PATH=":$PATH" "$@"'],
    ['with the working directory in PATH', 'exec env PATH=".:$PATH" "$@"'],
    ['with the folder itself in PATH', 'exec env PATH="$PWD:$PATH" "$@"'],
  ])('no modprobe of the working directory is run %s', (_, start) => {
    writeFileSync(LOADER, '\n');
    const script = `cd '${hostile}' && ${start}`;
    const run = runProgram('sh', ['-c', script, 'sh', process.execPath, OURS, '-Ln']);
    expect(existsSync(mark)).toBe(false);
    expect(run).toEqual({ status: 2, stdout: '', stderr: NO_IPVS });
  });

  it('runs the modprobe that the kernel names, without the environment', () => {
    const seen = join(folder, 'seen');
    // The kernel asks it for an alias of the family first.
    const script = `if [ "$*" = '-q -- ip_vs' ]; then echo "$PWD \${LD_TEST-none} $PATH" >'${seen}'; fi; exit 1`;
    writeFileSync(LOADER, writeProgram(join(folder, 'named'), script));
    expect(runBin('ipvsadm', ['-Ln'], { env: { LD_TEST: 'x' } })).toMatchObject({ status: 2 });
    expect(readFileSync(seen, 'utf8')).toBe('/ none /sbin:/usr/sbin:/bin:/usr/bin\n');
  });

  it('wrong rules are told before it is looked for', () => {
    for (const input of ['-A -f 0\n', `${RULES}-A -f 0\n`]) {
      expect(runBin('ipvsadm', ['--apply'], { input })).toMatchObject({ status: 2 });
      expect(existsSync('/proc/net/ip_vs')).toBe(false);
    }
  });

  it('--apply has it loaded', () => {
    expect(runBin('ipvsadm', ['--apply'], { input: RULES })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(runBin('ipvsadm-save', ['-n'])).toEqual({ status: 0, stdout: RULES, stderr: '' });
    expect(runBin('ipvsadm', ['-C'])).toMatchObject({ status: 0 });
  });
});
