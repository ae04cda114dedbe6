import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/cli/files/text.ts';

describe('Bytes as text', () => {
  it.each<[string, number[], string]>([
    ['plain text', [0x2d, 0x41], '-A'],
    ['UTF-8', [0xc3, 0xb6, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], 'ö€😀'],
    ['a single byte', [0x61, 0xff, 0x62], 'a\\xffb'],
    ['Latin-1 beside UTF-8', [0xe4, 0x20, 0xc3, 0xa4], '\\xe4 ä'],
    ['a sequence that ends too early', [0xe2, 0x82], '\\xe2\\x82'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
  ])('%s', (_, bytes, text) => {
    expect(decodeText(Buffer.from(bytes))).toBe(text);
  });

  it('are what was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(decodeText(Buffer.from(text))).toBe(text);
      }),
    );
  });
});
