import { expect, it } from 'vitest';
import { readRules } from '../../src/rules/lines.ts';
import { namespaceIn } from '../../src/rules/namespace.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { names } from './names.ts';
import { wordsOf } from './words.ts';

it.each([
  ['--netns web', 'web'],
  ['--netns web -L -n', 'web'],
  ['-Ln --netns=web', 'web'],
  ['-A -t 10.0.0.1:80 --netns 12 -s rr', '12'],
  ['-L --netns=', ''],
  ['-L --netns a --netns b', 'a'],
  ['--diagnose -v --netns web', 'web'],
  ['--netns web -h', 'web'],
  // What follows is not read.
  ['-h --netns web', undefined],
  ['-v --netns web', undefined],
  // A value, a word that is left over, words that cannot be read.
  ['-S --output --netns', undefined],
  ['-L -- --netns web', undefined],
  ['-Q --netns web', undefined],
  ['-L --netns', undefined],
  ['-L -n', undefined],
  ['', undefined],
])('%j names the namespace %j', (line, namespace) => {
  expect(namespaceIn(wordsOf(line))).toBe(namespace);
});

it.each(['-A -t 10.0.0.1:80 -s rr', '-L -n', '-C', '--set 1 2 3', '-S', '--drain -t 10.0.0.1:80', '-R'])(
  '%s is the same command with it',
  (line) => {
    expect(parseCommand(wordsOf(`${line} --netns web`), names)).toEqual(parseCommand(wordsOf(line), names));
  },
);

it.each(['--netns web', '--netns=web'])('%s without a command is a listing', (line) => {
  expect(parseCommand(wordsOf(line), names)).toEqual(parseCommand([], names));
});

it('is not for rules', () => {
  const found = [...readRules('-A -f 1\n-A -f 2 --netns web\n-S --output --netns\n', names)];
  expect(found.map((one) => ('error' in one ? [one.line, one.error.message] : one.command.type))).toEqual([
    'change',
    [2, 'a rule cannot name a network namespace: give --netns to the program that reads the rules'],
    'save',
  ]);
});
