import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { AttributeSet, nested, required } from '../../src/netlink/attributes.ts';
import { u8 } from '../../src/netlink/codec.ts';
import { ProtocolError } from '../../src/netlink/errors.ts';
import { mapped, named } from '../../src/netlink/mapped.ts';
import { Writer } from '../../src/netlink/writer.ts';

const color = named(u8, { red: 0, blue: 7 }, 0x0f);

describe('A codec of names', () => {
  it.each([
    ['red', 0],
    ['blue', 7],
  ] as const)('writes %s as its number and reads it again', (name, number) => {
    const writer = new Writer();
    color.write(writer, name, 'color');
    expect(writer.bytes()[0]).toBe(number);
    expect(color.read(writer.bytes(), 0, 1, 'color')).toBe(name);
  });

  it('reads the bits of its mask only', () => {
    expect(color.read(Buffer.of(0xf7), 0, 1, 'color')).toBe('blue');
  });

  it('does not read a number without a name', () => {
    expect(() => color.read(Buffer.of(0x33), 0, 1, 'color')).toThrow(new ProtocolError('color 3 is not known'));
  });

  it.each(['green', 'constructor'])('does not write %j, which it does not know', (name) => {
    // A caller in JavaScript can do this.
    expect(() => color.write(new Writer(), name as 'red', 'color')).toThrow(
      new TypeError(`color is ${name}: not one of red, blue`),
    );
  });
});

describe('A mapped codec', () => {
  it('is nested where the codec below is', () => {
    const set = new AttributeSet('inner', { id: required(1, u8) });
    const id = mapped(
      nested(set),
      (value: number) => ({ id: value }),
      (wire) => wire.id,
    );
    expect(id.nested).toBe(set);
    const writer = new Writer();
    const length = id.write(writer, 5, 'id');
    expect(id.read(writer.bytes(), 0, length, 'id')).toBe(5);
  });
});
