import type { Codec } from './codec.ts';
import { ProtocolError } from './errors.ts';

/** A codec of values that another codec writes and reads in another form. */
export function mapped<W, T>(codec: Codec<W>, toWire: (value: T) => W, fromWire: (wire: W) => T): Codec<T> {
  return {
    nested: codec.nested,
    write: (writer, value, name) => codec.write(writer, toWire(value), name),
    read: (buffer, start, end, name) => fromWire(codec.read(buffer, start, end, name)),
  };
}

/**
 * A codec of names that are numbers on the wire.
 *
 * @param mask the bits of a received number that count; by default all
 */
export function named<K extends string>(
  codec: Codec<number>,
  numbers: Readonly<Record<K, number>>,
  mask = -1,
): Codec<K> {
  const names: (K | undefined)[] = [];
  for (const name in numbers) names[numbers[name]] = name;
  return {
    write(writer, value, name) {
      const number = numbers[value];
      if (typeof number !== 'number')
        throw new TypeError(`${name} is ${value}: not one of ${Object.keys(numbers).join(', ')}`);
      return codec.write(writer, number, name);
    },
    read(buffer, start, end, name) {
      const number = codec.read(buffer, start, end, name) & mask;
      const value = names[number];
      if (value === undefined) throw new ProtocolError(`${name} ${number} is not known`);
      return value;
    },
  };
}
