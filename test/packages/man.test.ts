import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import type { ProgramName } from '../../src/cli/programs.ts';
import { COMMANDS } from '../../src/rules/commands.ts';
import { OPTIONS } from '../../src/rules/options.ts';
import { runBin } from '../cli/bin.ts';

const PROGRAMS: readonly ProgramName[] = ['ipvsadm', 'ipvsadm-save', 'ipvsadm-restore'];
const pathOf = (program: ProgramName): string => fileURLToPath(new URL(`../../docs/man/${program}.8`, import.meta.url));

/** The lines of a manual page without fonts and escapes. */
const linesOf = (program: ProgramName): string[] =>
  readFileSync(pathOf(program), 'utf8').replace(/\\f./g, '').replaceAll('\\-', '-').replaceAll('"', '').split('\n');

/** The words that are options, such as `-x` and `--long`. */
const optionsIn = (text: string): string[] => text.match(/(?<![\w-])--?\w[\w-]*/g) ?? [];

/** The options that have an entry in a page: those on the lines after `.TP` and `.TQ`. */
const entriesOf = (program: ProgramName): string[] =>
  linesOf(program).flatMap((line, at, lines) => (/^\.T[PQ]$/.test(lines[at - 1] ?? '') ? optionsIn(line) : []));

const rows: readonly { long: string; short?: string; alias?: string }[] = [...COMMANDS, ...OPTIONS];
const spellings = rows.flatMap(({ long, short, alias }) => [
  `--${long}`,
  ...[short, alias].flatMap((letter) => (letter === undefined ? [] : [`-${letter}`])),
]);

describe('ipvsadm(8)', () => {
  const entries = entriesOf('ipvsadm');

  it.each(spellings)('has an entry for %s', (spelling) => {
    expect(entries).toContain(spelling);
  });

  it('has each entry once', () => {
    expect(entries.filter((entry, at) => entries.indexOf(entry) !== at)).toEqual([]);
  });

  it('names only options that exist', () => {
    const known = new Set(spellings);
    const text = linesOf('ipvsadm')
      .filter((line) => !line.startsWith('.\\"'))
      .join('\n');
    const spoken = optionsIn(text).flatMap((option) =>
      // Short options may be bundled, and digits are a value.
      option.startsWith('--') ? [option] : [...option.slice(1).replace(/(?<=.)\d+$/, '')].map((letter) => `-${letter}`),
    );
    expect(spoken.filter((option) => !known.has(option))).toEqual([]);
  });
});

test.each(['ipvsadm-save', 'ipvsadm-restore'] as const)('%s(8) has the options of its usage line', (program) => {
  const usage = runBin(program, ['--help']).stdout.replace(program, '');
  expect(entriesOf(program)).toEqual(optionsIn(usage));
  const page = linesOf(program)
    .join('\n')
    .replaceAll(/ipvsadm-\w+/g, '');
  const of = new Set([...optionsIn(usage), ...spellings]);
  expect(optionsIn(page).filter((option) => !of.has(option))).toEqual([]);
});

it.for(PROGRAMS)('groff formats %s(8) without a warning', (program, { skip }) => {
  const { error, status, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-b', '-z', pathOf(program)], {
    encoding: 'utf8',
  });
  skip(error !== undefined, 'groff is not installed');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
