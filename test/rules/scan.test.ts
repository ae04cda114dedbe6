import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/rules/errors.ts';
import { type Definition, Scanner } from '../../src/rules/scan.ts';
import { type Line, wordsOf } from './words.ts';

const longOf = (definition: Definition): string => (definition.command ?? definition.option).long;

/** What was found, one short text each: `weight=3`, and what was left over. */
function found(line: Line): { options: string[]; rest: string[] } {
  const scanner = new Scanner(wordsOf(line));
  const options: string[] = [];
  for (let definition = scanner.next(); definition !== undefined; definition = scanner.next()) {
    const long = longOf(definition);
    options.push(scanner.value === undefined ? long : `${long}=${scanner.value}`);
  }
  return { options, rest: scanner.rest };
}

/** The word that an error about the last option would name. */
function lastWord(line: Line): string {
  const scanner = new Scanner(wordsOf(line));
  let word = '';
  while (scanner.next() !== undefined) word = scanner.word;
  return word;
}

describe('the scanner', () => {
  it.each<[Line, string]>([
    ['', ''],
    ['-L', 'list'],
    ['-l', 'list'],
    ['--list -n', 'list numeric'],
    ['-Lnc', 'list numeric connection'],
    ['-lnc', 'list numeric connection'],
    ['-w 3', 'weight=3'],
    ['-w3', 'weight=3'],
    ['-w=3', 'weight=3'],
    ['-w==3', 'weight==3'],
    ['-w=', 'weight='],
    ['--weight 3', 'weight=3'],
    ['--weight=3', 'weight=3'],
    ['--weight==3', 'weight==3'],
    ['--weight=', 'weight='],
    [['-w', ''], 'weight='],
    ['-w -m', 'weight=-m'],
    ['-w --', 'weight=--'],
    ['-mw3', 'masquerading weight=3'],
    ['-mw 3', 'masquerading weight=3'],
    ['-mw=3', 'masquerading weight=3'],
    ['-At 10.0.0.1:80', 'add-service tcp-service=10.0.0.1:80'],
    ['-At10.0.0.1:80', 'add-service tcp-service=10.0.0.1:80'],
    ['-Lnfoo', 'list numeric fwmark-service=oo'],
    ['-6', 'ipv6'],
    ['-p', 'persistent'],
    ['-p 300', 'persistent=300'],
    ['-p300', 'persistent=300'],
    ['-p=300', 'persistent=300'],
    ['-p=', 'persistent='],
    [['-p', ''], 'persistent='],
    ['--persistent', 'persistent'],
    ['--persistent 300', 'persistent=300'],
    ['--persistent=300', 'persistent=300'],
    ['--persistent=', 'persistent='],
    ['-op 300', 'ops persistent=300'],
    ['-po', 'persistent=o'],
    ['-p -o', 'persistent ops'],
    ['-p -s rr', 'persistent scheduler=rr'],
    ['--start-daemon master', 'start-daemon=master'],
    ['--start-daemon=master', 'start-daemon=master'],
    ['--start-daemon -n', 'start-daemon=-n'],
  ])('finds in %j the options %s', (line, expected) => {
    expect(found(line)).toEqual({ options: expected === '' ? [] : expected.split(' '), rest: [] });
  });

  it.each<[Line, string, string[]]>([
    ['foo -L', 'list', ['foo']],
    ['-L foo -n bar', 'list numeric', ['foo', 'bar']],
    ['-L -', 'list', ['-']],
    [['-L', ''], 'list', ['']],
    ['-L --', 'list', []],
    ['-L -- -n --', 'list', ['-n', '--']],
    ['-p -- 300', 'persistent', ['300']],
    ['-p -', 'persistent', ['-']],
    ['--set 1 2 3', 'set', ['1', '2', '3']],
  ])('finds in %j the options %s and leaves %j', (line, expected, rest) => {
    expect(found(line)).toEqual({ options: expected.split(' '), rest });
  });

  it.each<[Line, string]>([
    ['--weightx', '--weightx: unknown option'],
    ['--weightx=3', '--weightx=3: unknown option'],
    ['--w=3', '--w=3: unknown option'],
    ['--=3', '--=3: unknown option'],
    ['-Q', '-Q: unknown option'],
    ['-L3', '-L3: unknown option'],
    ['-LnQ', '-LnQ: unknown option'],
    ['-p -3', '-3: unknown option'],
    ['-é', '-é: unknown option'],
    ['-\u{1f600}', '-\u{1f600}: unknown option'],
    ['--foo', '--foo: unknown option'],
    ['--foo=1', '--foo=1: unknown option'],
    ['--=1', '--=1: unknown option'],
    ['--num', '--num: unknown option'],
    ['--sch=rr', '--sch=rr: unknown option'],
    ['--constructor', '--constructor: unknown option'],
    ['---list', '---list: unknown option'],
    ['-w', '-w: missing argument'],
    ['-mw', '-mw: missing argument'],
    ['--weight', '--weight: missing argument'],
    ['-A -s rr -t', '-t: missing argument'],
    ['--start-daemon', '--start-daemon: missing argument'],
    ['-n=3', '-n=3: option does not take an argument'],
    ['-mn=3', '-mn=3: option does not take an argument'],
    ['--numeric=', '--numeric=: option does not take an argument'],
    ['--numeric=3', '--numeric=3: option does not take an argument'],
    ['--clear=3', '--clear=3: option does not take an argument'],
  ])('refuses %j', (line, message) => {
    expect(() => found(line)).toThrow(new UsageError(message, { kind: 'unparsable' }));
  });

  it('names an option by the last word that it took', () => {
    expect(lastWord('-A -L')).toBe('-L');
    expect(lastWord('-AL')).toBe('-AL');
    expect(lastWord('-A --list')).toBe('--list');
    expect(lastWord('-A --start-daemon master')).toBe('master');
    expect(lastWord('-A --start-daemon=master')).toBe('--start-daemon=master');
  });

  it('returns the options before a bad one first', () => {
    const scanner = new Scanner(['-L', '-n', '-Q']);
    expect([scanner.next(), scanner.next()].map((one) => one && longOf(one))).toEqual(['list', 'numeric']);
    expect(() => scanner.next()).toThrow('-Q: unknown option');
  });

  it('finds or leaves each word, in order', () => {
    const plain = fc.stringMatching(/^[a-z0-9.:]{0,6}$/);
    const option = fc.constantFrom('-n', '-m', '--stats', '-L');
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, option)), (words) => {
        const isOption = (word: string) => word.startsWith('-');
        const { options, rest } = found(words);
        expect(options.length).toBe(words.filter(isOption).length);
        expect(rest).toEqual(words.filter((word) => !isOption(word)));
      }),
    );
  });
});
