import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../src/cli/programs.ts';
import type { Command } from '../../src/rules/command.ts';
import { names } from '../rules/names.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import { execWords, FAMILIES, type Family, parseUnit, readUnit, shipped } from './unit-file.ts';

const clear: Command = { type: 'change', operation: { type: 'flush' }, exist: false };

/** What each line of Exec runs: a command of ours, or the words of a script that is shipped beside the unit. */
const LINES: readonly [Family, 'ExecStart' | 'ExecReload' | 'ExecStop', readonly (Command | readonly string[])[]][] = [
  ['redhat', 'ExecStart', [['ipvsadm-apply-if-there']]],
  ['redhat', 'ExecReload', [['ipvsadm-apply-if-there']]],
  ['redhat', 'ExecStop', [['ipvsadm-save-if-asked'], clear]],
  ['debian', 'ExecStart', [['ipvsadm-boot', 'start']]],
  ['debian', 'ExecReload', [['ipvsadm-boot', 'reload']]],
  ['debian', 'ExecStop', [['ipvsadm-boot', 'stop']]],
];

const isProgram = (name: string): name is keyof typeof PROGRAMS => Object.hasOwn(PROGRAMS, name);

function meaning(line: string): Command | readonly string[] {
  const [program = '', ...words] = execWords(line);
  return isProgram(program) ? PROGRAMS[program](words, names) : [program, ...words];
}

it.each(LINES)('%s: %s', (family, name, expected) => {
  expect(readUnit(family).values('Service', name).map(meaning)).toEqual(expected);
});

describe.each(FAMILIES)('%s', (family) => {
  const unit = readUnit(family);

  it('is a service that is on once it has started, and at every boot', () => {
    expect(unit.values('Service', 'Type')).toEqual(['oneshot']);
    expect(unit.values('Service', 'RemainAfterExit')).toEqual(['yes']);
    expect(unit.values('Install', 'WantedBy')).toEqual(['multi-user.target']);
    expect(unit.values('Unit', 'After')).toEqual(unit.values('Unit', 'Wants'));
  });

  it('assigns nothing that systemd does not know', () => {
    const known = ['Unit.Description', 'Unit.Documentation', 'Unit.Wants', 'Unit.After', 'Install.WantedBy'];
    const service = ['Type', 'RemainAfterExit', 'EnvironmentFile', 'ExecStart', 'ExecReload', 'ExecStop'];
    const rights = ['CapabilityBoundingSet', 'RestrictAddressFamilies', 'MemoryDenyWriteExecute'];
    const places = ['ProtectSystem', 'ProtectHome', 'PrivateTmp'];
    const all = [...known, ...[...service, ...rights, ...places].map((name) => `Service.${name}`)];
    expect(unit.names.filter((name) => !all.includes(name))).toEqual([]);
  });

  const scripts = LINES.flatMap(([of, , lines]) => (of === family ? lines : [])).flatMap((line) =>
    'type' in line ? [] : [line[0] ?? ''],
  );

  it.each([...new Set(scripts)])('%s is a script that stops at the first failure', (name) => {
    const path = shipped(family, name);
    expect(statSync(path).mode & 0o111).toBe(0o111);
    expect(readFileSync(path, 'utf8')).toMatch(/^#!\/bin\/sh\n(#.*\n)*set -eu\n/);
    expect(spawnSync('sh', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('is explained to its last file', () => {
    const explained = readFileSync(fileURLToPath(new URL('../../docs/boot/README.md', import.meta.url)), 'utf8');
    const missing = readdirSync(shipped(family, '.')).filter((name) => !explained.includes(` ${name} /`));
    expect(missing).toEqual([]);
  });
});

const EXAMPLES: readonly [Family, string, Readonly<Record<string, string>>][] = [
  [
    'redhat',
    'ipvsadm-config',
    {
      IPVS_SAVE_ON_STOP: 'no',
      IPVS_SAVE_ON_RESTART: 'no',
      IPVS_MODULES_UNLOAD: 'yes',
      IPVS_STATUS_NUMERIC: 'yes',
    },
  ],
  ['debian', 'default', { AUTO: 'false', DAEMON: 'none', IFACE: 'eth0', SYNCID: '0' }],
];

it.each(EXAMPLES)('%s/%s says the same to systemd and to a shell', (family, name, expected) => {
  const text = readFileSync(shipped(family, name), 'utf8');
  expect(parseEnvironmentFile(text)).toEqual(expected);
  const { stdout } = spawnSync('sh', ['-c', `. "$0"; env`, shipped(family, name)], {
    env: Object.fromEntries(Object.keys(expected).map((variable) => [variable, ''])),
    encoding: 'utf8',
  });
  expect(parseEnvironmentFile(stdout)).toMatchObject(expected);
});

describe('the reader of units refuses', () => {
  it.each(['[Service]\nExecStart=a \\\n  b', 'Type = oneshot', 'Type=', '[Service] # comment', 'word'])(
    '%j',
    (text) => {
      expect(() => parseUnit(text)).toThrow('no plain line of a unit');
    },
  );

  it.each(['-ipvsadm -C', "sh -c 'true'", 'echo $A', 'echo %n', 'a ; b', '@a b'])('Exec: %s', (line) => {
    expect(() => execWords(line)).toThrow('more than plain words');
  });
});
