/** The completions in the shells themselves, laid out as the package for Debian lays them out. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEB_CONTENTS } from '../../../build/package/contents.ts';
import { layOut } from '../../../build/package/tree.ts';
import { COMMANDS, type CommandDefinition } from '../../../src/rules/commands.ts';
import { OPTIONS, optionName } from '../../../src/rules/options.ts';
import { prepareShells } from '../../../tools/lab/shells.ts';
import { Shell, type ShellName } from './shell.ts';

/** What the package installs, with a stand-in for the program that notes its words and knows three values. */
const tree = mkdtempSync(join(tmpdir(), 'ipvsadm-completions-'));
/** The folder in which the shells are. */
const here = join(tree, 'here');
const calls = join(tree, 'calls');
const BASH = join(tree, 'usr/share/bash-completion');
const VALUES = ['10.0.0.1:80\twrr, 2 servers', '[2001:db8::1]:80\trr: 1 server', 'third'];
const ASKED = ['10.0.0.1:80', '[2001:db8::1]:80', 'third'];

/** Folder of zsh and fish. */
let shells = '';
/** Why they are not there: they could not be downloaded, or are not for this machine. */
let absent: string | undefined;

beforeAll(async () => {
  const executable = join(tree, 'stand-in');
  writeFileSync(executable, `#!/bin/sh\necho "$*" >>'${calls}'\ncat <<END\n${VALUES.join('\n')}\nEND\n`);
  chmodSync(executable, 0o755);
  // fish completes the words of programs that are there.
  writeFileSync(join(tree, 'sudo'), '#!/bin/sh\n');
  chmodSync(join(tree, 'sudo'), 0o755);
  layOut(tree, DEB_CONTENTS, { architecture: 'x64', executable, epoch: 1, stage: tree, out: tree });
  mkdirSync(join(here, 'facts'), { recursive: true });
  for (const name of ['rules', 'two words']) writeFileSync(join(here, name), '');
  try {
    shells = await prepareShells();
  } catch (error) {
    absent = error instanceof Error ? error.message : String(error);
  }
}, 300_000);

afterAll(() => rmSync(tree, { recursive: true, force: true }));

interface Variant {
  readonly name: string;
  readonly shell: ShellName;
  /** Set where it has to be downloaded. */
  readonly packaged?: true;
  readonly before?: () => string;
}

const VARIANTS: readonly Variant[] = [
  { name: 'bash', shell: 'bash', before: () => `source '${BASH}/completions/ipvsadm'` },
  {
    name: 'bash with bash-completion',
    shell: 'bash',
    packaged: true,
    before: () => `BASH_COMPLETION_USER_DIR='${BASH}'
source '${shells}/root/usr/share/bash-completion/bash_completion'`,
  },
  {
    name: 'zsh',
    shell: 'zsh',
    packaged: true,
    before: () => `fpath=('${tree}/usr/share/zsh/vendor-completions' $fpath)`,
  },
  { name: 'fish', shell: 'fish', packaged: true },
];

const COMMAND_ROWS: readonly CommandDefinition[] = COMMANDS;
const long = (row: { readonly long: string }): string => `--${row.long}`;

const namesOf = ({ required = [], allowed = [] }: CommandDefinition): readonly string[] => [...required, ...allowed];
const LISTED = new Set(COMMAND_ROWS.flatMap(namesOf));

/** The options that a command requires or allows, and those that any command takes, where they mean something. */
function optionsOf(row: CommandDefinition): string[] {
  const names = namesOf(row);
  const means = (name: string): boolean => {
    if (name === 'ipv6') return names.includes('service-address');
    if (name === 'sort') return names.includes('nosort');
    return names.includes(name) || !LISTED.has(name);
  };
  return OPTIONS.filter((option) => means(optionName(option)))
    .map(long)
    .sort();
}

const without = (words: readonly string[], ...others: readonly string[]): string[] =>
  words.filter((word) => !others.includes(word));
const ofCommand = (name: string): string[] => COMMAND_ROWS.filter((row) => row.long === name).flatMap(optionsOf);
const SERVICES = OPTIONS.filter((row) => optionName(row) === 'service-address').map(long);

/** What is offered without asking the program. */
const KNOWN: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['ipvsadm --', COMMAND_ROWS.map(long).sort()],
  ['ipvsadm -Ln --', without(ofCommand('list'), '--numeric')],
  ['ipvsadm -t 10.0.0.1:80 -A --', without(ofCommand('add-service'), ...SERVICES)],
  [
    'ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m -w3 --',
    without(
      ofCommand('add-server'),
      ...SERVICES,
      '--real-server',
      '--gatewaying',
      '--ipip',
      '--masquerading',
      '--weight',
    ),
  ],
  ['ipvsadm -A -p --', without(ofCommand('add-service'), '--persistent')],
  ['ipvsadm --diagnose --ignore LVS101 --', ofCommand('diagnose')],
  ['ipvsadm --apply rules --', ofCommand('apply')],
  ['ipvsadm --start-daemon ', ['backup', 'master']],
  ['ipvsadm --start-daemon m', ['master']],
  ['ipvsadm --diagnose --fail-on ', ['error', 'info', 'warning']],
  ['ipvsadm -a -i --tun-type g', ['gre', 'gue']],
  [
    'ipvsadm --diagnose --ignore LVS10',
    ['LVS101', 'LVS102', 'LVS103', 'LVS104', 'LVS105', 'LVS106', 'LVS107', 'LVS108'],
  ],
  ['ipvsadm --apply ', ['facts', 'rules', 'two words']],
  ['ipvsadm -S --output r', ['rules']],
  ['ipvsadm --diagnose --facts ', ['facts']],
  ['ipvsadm -a -w ', []],
  ['ipvsadm -A -p ', []],
  ['ipvsadm-save --', ['--all', '--help', '--netns', '--numeric', '--output']],
  ['ipvsadm-save --output r', ['rules']],
  ['ipvsadm-restore --', ['--help', '--netns', '--numeric']],
  ['ipvsadm -L --metrics p', ['prometheus']],
  ['ipvsadm -Lc --state SYN_', ['SYN_RECV', 'SYN_SENT']],
  ['ipvsadm -E --keep --unset per', ['persistent']],
  ['ipvsadm-restore < r', ['rules']],
];

/** What the program is asked for, in its words. */
const QUESTIONS: readonly (readonly [line: string, words: readonly string[], question: string])[] = [
  ['ipvsadm -e -t ', ASKED, 'tcp-service -e -t'],
  ['ipvsadm -e -t 10.0.0.1:8', ['10.0.0.1:80'], 'tcp-service -e -t'],
  ['ipvsadm -Lnu 1', ['10.0.0.1:80'], 'udp-service -Lnu'],
  ['ipvsadm -e -t 10.0.0.1:80 -r ', ASKED, 'real-server -e -t 10.0.0.1:80 -r'],
  ['ipvsadm -t th', ['third'], 'tcp-service -t'],
  ['ipvsadm -A --scheduler=th', ['--scheduler=third'], 'scheduler -A'],
  ['ipvsadm -A --scheduler=sh -b th', ['third'], 'sched-flags -A --scheduler=sh -b'],
  [
    'ipvsadm --start-daemon master --mcast-interface th',
    ['third'],
    'mcast-interface --start-daemon master --mcast-interface',
  ],
];

describe.each(VARIANTS)('$name', ({ shell: name, packaged, before }) => {
  let shell: Shell | undefined;

  beforeAll(async () => {
    if (packaged && absent !== undefined) return;
    const { PATH } = process.env;
    const env = {
      HOME: tree,
      XDG_DATA_DIRS: join(tree, 'usr/share'),
      PATH: [join(tree, 'usr/sbin'), tree, join(shells, 'bin'), PATH].join(':'),
    };
    shell = await Shell.start(name, { file: join(tree, 'setup'), env, cwd: here, ...(before && { before: before() }) });
  }, 30_000);
  afterAll(() => shell?.close());
  beforeEach(({ skip }) => {
    skip(shell === undefined, absent);
    rmSync(calls, { force: true });
  });

  const complete = async (line: string): Promise<readonly string[]> => (await shell?.complete(line)) ?? [];

  it.each(COMMAND_ROWS.map((row) => [long(row), optionsOf(row)] as const))(
    'offers the options of %s',
    async (command, options) => {
      // A value that is required stands between the two.
      const value = COMMAND_ROWS.find((row) => long(row) === command)?.value?.split('|')[0] ?? '';
      expect(await complete(`ipvsadm ${command} ${value} --`)).toEqual(options);
      expect(existsSync(calls)).toBe(false);
    },
  );

  it.each(KNOWN)('completes "%s"', async (line, words) => {
    expect(await complete(line)).toEqual(words);
    expect(existsSync(calls)).toBe(false);
  });

  it.each(QUESTIONS)('asks for "%s"', async (line, words, question) => {
    expect(await complete(line)).toEqual(words);
    const [asked] = readFileSync(calls, 'utf8').split('\n');
    expect(asked?.replace(/ --scheduler=$/, '')).toBe(`--complete ${question}`);
  });

  // fish completes no value that a letter is joined to.
  it.skipIf(name === 'fish')('tells the letters before a value', async () => {
    expect(await complete('ipvsadm -et10.0.0.1:8')).toEqual(['-et10.0.0.1:80']);
    expect(readFileSync(calls, 'utf8').split('\n')[0]).toBe('--complete tcp-service -et');
  });

  it.skipIf(name === 'bash' && packaged === undefined)('completes what follows sudo', async () => {
    expect(await complete('sudo ipvsadm -A --s')).toEqual(['--sched-flags', '--scheduler', '--sctp-service']);
    expect(await complete('sudo ipvsadm -D -t 10.0.0.1:8')).toEqual(['10.0.0.1:80']);
    expect(readFileSync(calls, 'utf8').split('\n')[0]).toBe('--complete tcp-service -D -t');
  });
});
