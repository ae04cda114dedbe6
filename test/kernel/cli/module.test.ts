/** A kernel whose IPVS is a module that nobody has loaded. Only in the lab: the modules of a real machine are its own. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBin } from '../../cli/bin.ts';
import { runProgram } from './outcome.ts';

/** Made by the first process of a guest. */
const isGuest = existsSync('/run/lab');

const RULES = '-A -t 10.0.0.1:80 -s wrr\n';
const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-module-'));
const PATH = `${folder}:${process.env.PATH}`;

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
    writeFileSync(join(folder, 'modprobe'), '#!/bin/sh\necho "no module $*" >&2\nexit 1\n');
    chmodSync(join(folder, 'modprobe'), 0o755);
  });
  beforeEach(({ skip }) => {
    if (!unloaded) skip('this kernel does not unload its IPVS');
  });
  afterEach(() => writeFileSync(LOADER, loader));
  afterAll(() => {
    rmSync(folder, { recursive: true });
    runProgram('modprobe', ['-a', ...modules]);
    expect(loaded().toSorted()).toEqual(modules.toSorted());
  });

  it('--apply says so where it cannot be loaded', () => {
    writeFileSync(LOADER, join(folder, 'modprobe'));
    expect(runBin('ipvsadm', ['--apply'], { input: RULES, env: { PATH } })).toEqual({
      status: 2,
      stdout: '',
      stderr:
        "Can't initialize ipvs: Protocol not available\n" +
        'Are you sure that IP Virtual Server is built in the kernel or as module?\n',
    });
    expect(existsSync('/proc/net/ip_vs')).toBe(false);
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
