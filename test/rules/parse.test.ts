import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/rules/command.ts';
import { UsageError } from '../../src/rules/errors.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { COMMAND_LINES } from './command-lines.ts';
import { names, notingNames } from './names.ts';
import { USAGE_ERRORS } from './usage-errors.ts';
import { type Line, wordsOf } from './words.ts';

const parse = (line: Line): Command => parseCommand(wordsOf(line), names);

describe('parseCommand', () => {
  it.each(COMMAND_LINES)('reads %j', (line, command) => {
    expect(parse(line)).toEqual(command);
  });
});

describe.each(USAGE_ERRORS)('parseCommand refuses with $message', ({ message, status, lines }) => {
  it.each(lines.map((line) => ({ line })))('$line', ({ line }) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ name: 'UsageError', message, kind: status === 255 ? 'unparsable' : 'usage' }),
    );
  });
});

describe('parseCommand, of several mistakes, reports the first in', () => {
  it.each<[Line, string]>([
    ['-A -t bad -w bad -Q', 'illegal virtual server address[:port] specified'],
    ['-A -Q -t bad', '-Q: unknown option'],
    ['-A -w bad -t bad', 'illegal weight specified'],
    ['-A foo -Q', '-Q: unknown option'],
    ['-A foo -w bad', 'illegal weight specified'],
    ['-A foo -b bad', 'unexpected argument foo'],
    ['-A -b bad', "invalid scheduler flag `bad'"],
    ['-C -b bad', "invalid scheduler flag `bad'"],
    ['-A -b flag-1 -n', "Illegal 'numeric' option with the 'add-service' command"],
    ['-A -w 1 -w bad', "multiple 'weight' options specified"],
    ['-A -t 10.0.0.1 -o', 'Zero port specified for non-persistent service'],
    [
      '-a -t 10.0.0.1:80 -r 2001:db8::1 -m --tun-csum',
      'Different address family is allowed only for tunneling servers',
    ],
    ['--set 1 2 -Q', '-Q: unknown option'],
    ['--set 1 2', '--set option requires 3 timeout values'],
    ['--set x 2 3 4', "invalid timeout value `x' specified"],
    ['--start-daemon foo -Q', 'illegal start-daemon parameter specified'],
    ['-L -c --timeout --stats', "The option 'timeout' conflicts with the 'connection' option in the 'list' command"],
  ])('%j', (line, message) => {
    expect(() => parse(line)).toThrow(
      new UsageError(message, { kind: message.endsWith('unknown option') ? 'unparsable' : 'usage' }),
    );
  });
});

describe('the hint about brackets of IPv6 addresses', () => {
  const hint = 'an IPv6 address has brackets with a port, [2001:db8::1]:80, and none without';
  it.each([
    ['-A -t 2001:db8::1:80', hint],
    ['-A -t 2001:db8::1', hint],
    ['-A -t [2001:db8::1]', hint],
    ['-D -u 2001:db8::1:99999', hint],
    ['-a -t [2001:db8::1]:80 -r [2001:db8::2] -m', hint],
    ['-a -t [2001:db8::1]:80 -r [2001:db8::2:80 -m', hint],
    ['-A -t 10.0.0.1', undefined],
    ['-A -t 10.0.0.1:99999', undefined],
    ['-a -t 10.0.0.1:80 -r ! -m', undefined],
  ])('for %s is %j', (line, expected) => {
    let thrown: unknown;
    try {
      parse(line);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    expect(thrown).toMatchObject({ hint: expected });
  });
});

describe('words after -h and -v are ignored in', () => {
  it.each(['-h', '--help', '-h -Q', '-h foo', '-hQ', '-h -A -t bad', '-h -v'])('%j', (line) => {
    expect(parse(line)).toEqual({ type: 'help' });
  });
  it.each(['-v', '--version', '-v -Q', '-v foo', '-vn', '-v -h'])('%j', (line) => {
    expect(parse(line)).toEqual({ type: 'version' });
  });
});

describe('parseCommand', () => {
  it.each([
    ['-A -t new.example:80', 'new.example'],
    ['-a -t 10.0.0.1:80 -r new.example', 'new.example'],
    ['-A -t 10.0.0.1:80 -p -M new.example', 'new.example'],
    ['-a -t first.example:80 -r second.example', 'first.example'],
  ])('of %j asks for the host %s', (line, host) => {
    const noting = notingNames();
    parseCommand(wordsOf(line), noting);
    expect([...noting.unknown]).toContain(host);
  });
});

describe('random words', () => {
  const word = fc.oneof(
    fc.constantFrom(
      '-A',
      '-a',
      '-L',
      '-R',
      '-Z',
      '--set',
      '--start-daemon',
      '-t',
      '-u',
      '-f',
      '-r',
      '-p',
      '-M',
      '-b',
      '-6',
    ),
    fc.constantFrom('-w', '-g', '-i', '-m', '--tun-type', '--tun-port', '--mcast-group', '-Ln', '-w=3', '--pe', '--'),
    fc.constantFrom(
      '10.0.0.1:80',
      '[2001:db8::1]:80',
      '64',
      'gue',
      'master',
      'web-1.example',
      'constructor',
      '__proto__',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({ maxLength: 8 }).map((text) => `-${text}`),
    fc.string({ maxLength: 8 }).map((text) => `--${text}`),
  );

  it('are a command or a UsageError', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        try {
          expect(parseCommand(words, names).type).toBeTypeOf('string');
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
