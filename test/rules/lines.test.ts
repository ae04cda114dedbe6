import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/rules/errors.ts';
import { type Rule, type RuleError, readRule, readRules } from '../../src/rules/lines.ts';
import type { Names } from '../../src/rules/names.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { COMMAND_LINES } from './command-lines.ts';
import { names, notingNames } from './names.ts';
import { USAGE_ERRORS } from './usage-errors.ts';
import { wordsOf } from './words.ts';

describe('a line of rules', () => {
  const listing = (...words: string[]) => parseCommand(['-L', ...words], names);

  it.each([
    ['', undefined],
    ['  ', undefined],
    ['\t', undefined],
    ['\r', undefined],
    ['-L', listing()],
    ['-L  ', listing()],
    ['-L\r', listing()],
    ['-L\r-n', listing('-n')],
    [' -L -n', listing('-n')],
    ['\t-L\t-t  10.0.0.1:80 \t', listing('-t', '10.0.0.1:80')],
    ['-L -n\t--exact', listing('-n', '--exact')],
    ['# comment', undefined],
    ['  #-L', undefined],
    ['#', undefined],
    ['#\0', undefined],
    ['ipvsadm -L', listing()],
    ['\tipvsadm  -L', listing()],
    ['ipvsadm', undefined],
    ['  ipvsadm\t', undefined],
  ])('%j is read', (line, command) => {
    expect(readRule(line, names)).toEqual(command);
  });

  it.each([
    ['-L # no comment', 'unexpected argument #'],
    ['ipvsadm # no comment', "Try `ipvsadm -h' or 'ipvsadm --help' for more information."],
    ['ipvsadm ipvsadm -L', 'unexpected argument ipvsadm'],
    ['/sbin/ipvsadm -L', 'unexpected argument /sbin/ipvsadm'],
    ['-L ipvsadm', 'unexpected argument ipvsadm'],
    ['-L "a b"', 'unexpected argument "a'],
    ["-L 'c'", "unexpected argument 'c'"],
    ['-L d\\ e', 'unexpected argument d\\'],
    ['-L \f', 'unexpected argument \f'],
    ['-L a\fb\vc', 'unexpected argument a\fb\vc'],
    ['\0', 'NUL byte in the line'],
  ])('%j is refused', (line, message) => {
    expect(() => readRule(line, names)).toThrow(message);
  });
});

/** The rules of a text, and what is wrong with the others. */
function readAll(text: string, known: Names): { rules: Rule[]; errors: RuleError[] } {
  const all = [...readRules(text, known)];
  return { rules: all.filter((one) => 'command' in one), errors: all.filter((one) => 'error' in one) };
}

describe('rules', () => {
  const outcome = (text: string) => {
    const noting = notingNames();
    const { rules, errors } = readAll(text, noting);
    return {
      rules: rules.map(({ line, command }) => [line, command.type]),
      errors: errors.map(({ line, error }) => [line, error.message, error.kind]),
      unknown: [...noting.unknown],
    };
  };

  it('are read to the end, with every error and its line', () => {
    expect(outcome('# rules\n-C\n-A -t bad\n\n-R\nfoo\n-Z -Q\n-L -n\nipvsadm -S\n')).toEqual({
      rules: [
        [2, 'change'],
        [8, 'list'],
        [9, 'save'],
      ],
      errors: [
        [3, 'illegal virtual server address[:port] specified', 'usage'],
        [5, 'the rules cannot restore rules', 'usage'],
        [6, 'foo is not a command', 'unparsable'],
        [7, '-Q: unknown option', 'unparsable'],
      ],
      unknown: [],
    });
  });

  it('name the first word of a line without a command, and say once what a listing is', () => {
    const listing = 'TCP  10.0.0.1:80 rr\n  -> 10.0.0.2:80 Masq 1 0 0\nmodprobe ip_vs\n-n\n';
    expect(readAll(listing, names).errors.map(({ line, error }) => [line, error.message, error.hint])).toEqual([
      [1, 'TCP is not a command', 'this is a listing: ipvsadm -S -n writes rules'],
      [2, '-> is not a command', 'this is a listing: ipvsadm -S -n writes rules'],
      [3, 'modprobe is not a command', undefined],
      [4, "Try `ipvsadm -h' or 'ipvsadm --help' for more information.", undefined],
    ]);
    for (const line of ['IPVS connection entries', 'pro expire state', 'Timeout (tcp tcpfin udp): 900 120 300']) {
      expect(readAll(line, names).errors[0]?.error.hint).toBe('this is a listing: ipvsadm -S -n writes rules');
    }
  });

  it('note the hosts to look up, each once, and are read all the same', () => {
    const text =
      '-A -t one.example:80\n-a -t one.example:80 -r two.example\n-a -t 10.0.0.1:80 -r two.example\n-C\n-Q\n';
    expect(outcome(text)).toEqual({
      rules: [
        [1, 'change'],
        [2, 'change'],
        [3, 'change'],
        [4, 'change'],
      ],
      errors: [[5, "Try `ipvsadm -h' or 'ipvsadm --help' for more information.", 'unparsable']],
      unknown: ['one.example', 'two.example'],
    });
  });

  it('do not hand options on to the next line', () => {
    const { rules } = readAll('-a -f 7 -6 -r ::9 -w 5\n-a -f 7 -r 10.0.0.9\n', names);
    expect(rules[1]?.command).toEqual(parseCommand(wordsOf('-a -f 7 -r 10.0.0.9'), names));
  });

  it('are read one by one, too', () => {
    expect(readRule('  ipvsadm -D -t 10.0.0.1:80 ', names)).toEqual(parseCommand(wordsOf('-D -t 10.0.0.1:80'), names));
    expect(readRule(' # -C', names)).toBeUndefined();
    expect(() => readRule('-C -Q', names)).toThrow(UsageError);
  });

  it('pass on what is no UsageError', () => {
    const broken = {
      ...names,
      host: () => {
        throw new RangeError('bug');
      },
    };
    expect(() => readAll('-A -t new.example:80', broken)).toThrow(RangeError);
  });
});

describe('a line says what the same words say as arguments', () => {
  const lines = [...COMMAND_LINES.map(([line]) => line), ...USAGE_ERRORS.flatMap(({ lines: some }) => some)];
  const words = fc
    .constantFrom(...lines)
    .map(wordsOf)
    .filter((some) => some.length > 0 && some.every((word) => /^[^\s]+$/.test(word) && !word.startsWith('#')));
  const blank = fc.stringMatching(/^[ \t\r]{1,3}$/);

  it('whatever the blanks', () => {
    fc.assert(
      fc.property(words, blank, fc.boolean(), (some, gap, named) => {
        const { rules, errors } = readAll(`\n${gap}${named ? 'ipvsadm ' : ''}${some.join(gap)}${gap}\n`, names);
        let expected: unknown;
        try {
          expected = { line: 2, command: parseCommand(some, names) };
        } catch (error) {
          expected = { line: 2, error };
        }
        expect([...rules, ...errors]).toEqual([expected]);
      }),
      { numRuns: 500 },
    );
  });
});
