/**
 * A kernel whose IPVS is a module that nobody has loaded. Only in the lab: the modules of a real machine are its own.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBin } from '../../cli/bin.ts';
import { parseOpenMetrics, valuesOf } from '../../metrics/strict.ts';
import { FATAL, LOADER, Modprobe, type ModprobeKind } from './modprobe.ts';
import { OURS, type Outcome, runProgram } from './outcome.ts';
import { missing } from './reference.ts';

/** Made by the first process of a guest. */
const isGuest = existsSync('/run/lab');

const RULES = '-A -t 10.0.0.1:80 -s wrr\n';

/** What ipvsadm 1.31 says. */
const MISSING: Outcome = {
  status: 2,
  stdout: '',
  stderr:
    "Can't initialize ipvs: Protocol not available\n" +
    'Are you sure that IP Virtual Server is built in the kernel or as module?\n',
};

/** What ours says. */
const OURS_MISSING: Outcome = {
  ...MISSING,
  stderr: `${MISSING.stderr}hint: ipvsadm --diagnose says what the kernel lacks (LVS801)\n`,
};

/** Modules of IPVS, and those that use it, the first ones first to go. */
const loaded = (): string[] =>
  [...readFileSync('/proc/modules', 'utf8').matchAll(/^((?:xt_|ip_)vs\S*|xt_ipvs) /gm)].map(([, name = '']) => name);

const isLoaded = (): boolean => existsSync('/proc/net/ip_vs');

/** Takes IPVS out of the kernel. */
function unload(): boolean {
  const uses = loaded().filter((name) => name !== 'ip_vs');
  const parts = uses.length === 0 ? [] : [uses];
  return [...parts, ['ip_vs']].every((names) => !isLoaded() || runProgram('modprobe', ['-r', ...names]).status === 0);
}

describe.skipIf(!isGuest)('while IPVS is not in the kernel', () => {
  const modules = loaded();
  const loader = readFileSync(LOADER, 'utf8');
  const works = `exec "${loader.trim()}" "$@"\n`;
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-module-'));
  const made: Modprobe[] = [];
  let unloaded = false;

  /** A modprobe for programs, which is the kernel's own loader as well. */
  function useModprobe(kind: ModprobeKind): Modprobe {
    const modprobe = new Modprobe(kind, kind === 'a modprobe that works' ? works : undefined);
    made.push(modprobe);
    writeFileSync(LOADER, modprobe.path);
    return modprobe;
  }

  function run(modprobe: Modprobe, program: readonly string[], input = ''): Outcome {
    const [command = '', ...words] = modprobe.words(program);
    return runProgram(command, words, input);
  }
  const ours = (...words: readonly string[]): string[] => [...OURS, ...words];

  beforeAll(() => {
    unloaded = unload();
  });
  beforeEach(({ skip }) => {
    skip(!unloaded, 'this kernel does not unload its IPVS');
    expect(unload()).toBe(true);
  });
  afterEach(() => {
    writeFileSync(LOADER, loader);
    for (const modprobe of made.splice(0)) modprobe.remove();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    runProgram('modprobe', ['-a', ...modules]);
    expect(loaded().toSorted()).toEqual(modules.toSorted());
  });

  describe('a command needs it', () => {
    it.each(['-Ln', '-Sn', '-C', '--set 1 2 3'])('and %s has it loaded by a modprobe that works', (words) => {
      const modprobe = useModprobe('a modprobe that works');
      expect(run(modprobe, ours(...words.split(' ')))).toMatchObject({ status: 0, stderr: '' });
      expect(isLoaded()).toBe(true);
    });

    it('but --complete does not: somebody only types', () => {
      const modprobe = useModprobe('a modprobe that works');
      expect(run(modprobe, ours('--complete', 'tcp-service', '-e'))).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(isLoaded()).toBe(false);
    });

    it.each(['a modprobe that fails', 'no modprobe'] as const)('and %s is an error of ours alone', (kind) => {
      expect(run(useModprobe(kind), ours('-Ln'))).toEqual(OURS_MISSING);
      expect(isLoaded()).toBe(false);
    });

    it('and metrics tell that it is missing, and load nothing', () => {
      const { status, stdout, stderr } = run(
        useModprobe('a modprobe that works'),
        ours('-L', '--metrics', '--findings'),
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const families = parseOpenMetrics(stdout);
      expect(valuesOf(families, 'ipvs_up')).toEqual({ '': '0' });
      expect(isLoaded()).toBe(false);
    });

    it('and modprobe gets neither the environment nor the working directory', () => {
      const seen = join(folder, 'seen');
      const script = `echo "$PWD \${LD_TEST-none} $PATH" >'${seen}'; exit 1\n`;
      const modprobe = new Modprobe('a modprobe that fails', script);
      made.push(modprobe);
      // The kernel runs none by itself, so that what is seen is ours.
      writeFileSync(LOADER, '\n');
      expect(run(modprobe, ['env', 'LD_TEST=x', ...ours('-Ln')])).toEqual(OURS_MISSING);
      expect(readFileSync(seen, 'utf8')).toBe('/ none /sbin:/usr/sbin:/bin:/usr/bin\n');
    });

    it.skipIf(missing).each<[ModprobeKind, Outcome]>([
      ['a modprobe that fails', { ...MISSING, stderr: FATAL + MISSING.stderr }],
      ['no modprobe', MISSING],
    ])('and ipvsadm 1.31 lets through what %s says', (kind, outcome) => {
      expect(run(useModprobe(kind), ['ipvsadm-c', '-Ln'])).toEqual(outcome);
      expect(isLoaded()).toBe(false);
    });
  });

  describe('rules need it', () => {
    it('and --apply says so where it cannot be loaded', () => {
      expect(run(useModprobe('a modprobe that fails'), ours('--apply'), RULES)).toEqual(OURS_MISSING);
      expect(isLoaded()).toBe(false);
    });

    it.each(['-A -f 0\n', `${RULES}-A -f 0\n`])('and the wrong rules %j are told before it is looked for', (input) => {
      expect(runBin('ipvsadm', ['--apply'], { input })).toMatchObject({ status: 2 });
      expect(isLoaded()).toBe(false);
    });

    it('and --apply has it loaded', () => {
      expect(run(useModprobe('a modprobe that works'), ours('--apply'), RULES)).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      });
      expect(runBin('ipvsadm-save', ['-n'])).toEqual({ status: 0, stdout: RULES, stderr: '' });
      expect(runBin('ipvsadm', ['-C'])).toMatchObject({ status: 0 });
    });
  });

  describe('a hostile folder has a modprobe', () => {
    const mark = join(folder, 'mark');
    const hostile = join(folder, 'modprobe');

    beforeEach(() => {
      writeFileSync(hostile, `#!/bin/sh\n: >"${mark}"\n`);
      chmodSync(hostile, 0o755);
    });
    afterEach(() => rmSync(mark, { force: true }));

    /** Runs ours in that folder, with no environment but this. */
    const runThere = (modprobe: Modprobe, variables: readonly string[]): Outcome =>
      run(modprobe, ['sh', '-c', 'cd "$0" && exec env -i "$@"', folder, ...variables, ...ours('-Ln')]);

    const PATHS: readonly (readonly string[])[] = [
      [],
      ['PATH='],
      ['PATH=.'],
      ['PATH=:/usr/bin'],
      ['PATH=/usr/bin::/bin'],
      ['PATH=/usr/bin:'],
      ['PATH=./:/usr/bin'],
      [`PATH=${folder}`],
      [`PATH=${folder}:/usr/sbin:/sbin:/usr/bin:/bin`],
    ];

    it.each(PATHS.map((variables) => [variables.join(' ') || 'no PATH', variables] as const))(
      'that is not run with %s',
      (_, variables) => {
        expect(runThere(useModprobe('no modprobe'), variables)).toEqual(OURS_MISSING);
        expect(existsSync(mark)).toBe(false);
      },
    );

    it('that is not run beside a modprobe that fails', () => {
      expect(runThere(useModprobe('a modprobe that fails'), ['PATH=.'])).toEqual(OURS_MISSING);
      expect(existsSync(mark)).toBe(false);
    });

    it.each(['modprobe', './modprobe', ''])('that is not run where the kernel names %j', (name) => {
      const modprobe = useModprobe('no modprobe');
      modprobe.name(name);
      expect(runThere(modprobe, ['PATH=.'])).toEqual(OURS_MISSING);
      expect(existsSync(mark)).toBe(false);
    });
  });
});
