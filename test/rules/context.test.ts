import { describe, expect, it } from 'vitest';
import { type Context, readContext } from '../../src/rules/context.ts';
import { names } from './names.ts';
import { wordsOf } from './words.ts';

const HTTP = { protocol: 'tcp', address: '10.0.0.1', port: 80 } as const;

describe('a command line that is being typed', () => {
  it.each<[string, Context['command'], Context['draft']]>([
    ['', undefined, {}],
    ['-e', 'edit-server', {}],
    ['-e -t 10.0.0.1:http', 'edit-server', { key: HTTP }],
    ['-t 10.0.0.1:80 -s wrr', undefined, { key: HTTP, scheduler: 'wrr' }],
    ['-et 10.0.0.1:80 -r', 'edit-server', { key: HTTP }],
    ['-et', 'edit-server', {}],
    ['-a -w heavy --scheduler=sh', 'add-server', { scheduler: 'sh' }],
    ['--start-daemon neither --syncid 3', 'start-daemon', { syncId: 3 }],
    ['-L -A -Q -s wrr', 'list', {}],
  ])('"%s" tells of %j', (line, command, draft) => {
    expect(readContext(wordsOf(line), names)).toEqual({ command, draft });
  });
});
