import type { Buffer } from 'node:buffer';
import { aligned, u16At } from './bytes.ts';
import type { AttributeNames, Codec } from './codec.ts';
import { ProtocolError } from './errors.ts';
import { NLA_F_NESTED, NLA_HDRLEN, NLA_TYPE_MASK } from './uapi.ts';
import type { Writer } from './writer.ts';

/** Bytes of the longest attribute: its length has 16 bits. */
const LONGEST = 0xffff;

/** A property that one attribute holds: the attribute's number, its codec, and whether it must be there. */
export interface Attribute<T, Required extends boolean> {
  readonly type: number;
  readonly codec: Codec<T>;
  readonly required: Required;
}

/** An attribute that every message must hold: encoding needs its value, decoding throws without it. */
export function required<T>(type: number, codec: Codec<T>): Attribute<T, true> {
  return { type, codec, required: true };
}

/** An attribute that may be absent: `undefined` is not written, and absence is read as an absent property. */
export function optional<T>(type: number, codec: Codec<T>): Attribute<T, false> {
  return { type, codec, required: false };
}

type Properties = Readonly<Record<string, unknown>>;

/** A property that several attributes hold together. */
export interface Joined<T> {
  readonly parts: Parts;
  split(value: T): Properties | undefined;
  join(parts: Properties): T;
}

/**
 * A property that several attributes hold together: an address and its family, say. The parts of all such properties of
 * a table need different names.
 *
 * @param split takes the property's value apart, to write it; `undefined` writes nothing
 * @param join puts the value together again. It is called even if no part was there.
 */
export function joined<P extends Parts, T>(
  parts: P,
  split: (value: T) => Values<P> | undefined,
  join: (parts: Values<P>) => T,
): Joined<T> {
  return { parts, split, join };
}

type Parts = Readonly<Record<string, Attribute<unknown, boolean>>>;

/** Rows of a set by the name of their property. They are written in the table's order. */
export type AttributeTable = Readonly<Record<string, Attribute<unknown, boolean> | Joined<unknown>>>;

type ValueOf<R> =
  R extends Joined<infer T> ? T : R extends Attribute<infer T, infer Q> ? (Q extends true ? T : T | undefined) : never;
type OptionalKeys<T extends AttributeTable> = {
  [K in keyof T]: undefined extends ValueOf<T[K]> ? K : never;
}[keyof T];

/** The object that an attribute table describes. */
export type Values<T extends AttributeTable> = {
  -readonly [K in Exclude<keyof T, OptionalKeys<T>>]: ValueOf<T[K]>;
} & {
  -readonly [K in OptionalKeys<T>]?: ValueOf<T[K]> | undefined;
};

/** The values that a set of attributes encodes from and decodes to. */
export type ValuesOf<S> = S extends AttributeSet<infer T> ? Values<T> : never;

/** A joined property of a table. */
interface Group extends Joined<unknown> {
  readonly key: string;
}

/** One attribute of a table. The codec's functions lie here because rows, unlike codecs, are objects of one shape. */
interface Row extends Attribute<unknown, boolean> {
  readonly key: string;
  readonly write: Codec<unknown>['write'];
  readonly read: Codec<unknown>['read'];
  /** The upper half of the attribute's header. */
  readonly typeBits: number;
  /** A bit of its own for a required attribute, otherwise 0. */
  readonly bit: number;
  /** The property that the attribute is a part of. */
  readonly group: Group | undefined;
}

/** A table's attributes, in its order and by number, and its joined properties. */
interface Compiled {
  readonly rows: readonly Row[];
  /** The bits of all required attributes. */
  readonly bits: number;
  readonly byType: readonly (Row | undefined)[];
  readonly groups: readonly Group[];
}

function compile(table: AttributeTable): Compiled {
  const rows: Row[] = [];
  const groups: Group[] = [];
  let bits = 0;
  const add = (key: string, { type, codec, required }: Attribute<unknown, boolean>, group?: Group): void => {
    const { write, read } = codec;
    const typeBits = (codec.nested ? type | NLA_F_NESTED : type) << 16;
    const bit = required ? bits + 1 : 0;
    bits |= bit;
    rows.push({ key, write, read, type, codec, required, typeBits, bit, group });
  };
  for (const [key, row] of Object.entries(table)) {
    if ('codec' in row) {
      add(key, row);
    } else {
      const group = { key, ...row };
      groups.push(group);
      for (const [part, attribute] of Object.entries(row.parts)) add(part, attribute, group);
    }
  }
  const byType: (Row | undefined)[] = [];
  for (const row of rows) byType[row.type] = row;
  return { rows, bits, byType, groups };
}

/**
 * Encoder and decoder of a run of attributes, both from one table.
 *
 * Loops go by index here: a restore or a save of 100,000 rules is a million attributes, most of them before the
 * optimizing compiler is done, and until then every step of an iterator makes an object.
 */
export class AttributeSet<T extends AttributeTable> implements AttributeNames {
  readonly #name: string;
  readonly #table: T;
  /** Compiled on first use: one run needs only a few of the sets. */
  #compiled: Compiled | undefined;

  /** @param name what the set describes, for error messages: `service` */
  constructor(name: string, table: T) {
    this.#name = name;
    this.#table = table;
  }

  get #rows(): Compiled {
    this.#compiled ??= compile(this.#table);
    return this.#compiled;
  }

  attribute(type: number): ReturnType<AttributeNames['attribute']> {
    return this.#rows.byType[type];
  }

  /**
   * Appends the attributes in the table's order.
   *
   * @throws TypeError when the value of a required attribute is absent, or a value cannot be written
   * @throws RangeError when a number does not fit its attribute
   */
  encode(writer: Writer, values: Values<T>): void {
    const { rows } = this.#rows;
    let group: Group | undefined;
    let record: Properties | undefined = values;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at];
      if (row === undefined) break;
      if (row.group !== group) {
        group = row.group;
        const properties: Properties = values;
        record = group === undefined ? properties : group.split(properties[group.key]);
      }
      const value = record?.[row.key];
      if (value !== undefined) writeAttribute(writer, row, value);
      else if (row.required) throw new TypeError(`${this.#name}: no ${row.key}`);
    }
  }

  /**
   * Reads the attributes between two offsets of a datagram. Attributes that the table does not know are skipped.
   *
   * @throws ProtocolError when a length does not fit, or a required attribute is absent
   */
  decode(buffer: Buffer, start: number, end: number): Values<T> {
    const { rows, bits, byType, groups } = this.#rows;
    const values: Record<string, unknown> = {};
    const parts: Record<string, unknown> = groups.length === 0 ? values : {};
    let seen = 0;
    let at = start;
    while (at + NLA_HDRLEN <= end) {
      const length = u16At(buffer, at);
      if (length < NLA_HDRLEN || at + length > end) {
        throw new ProtocolError(`${this.#name}: attribute of ${length} bytes where ${end - at} are left`);
      }
      const row = byType[u16At(buffer, at + 2) & NLA_TYPE_MASK];
      if (row !== undefined) {
        const record = row.group === undefined ? values : parts;
        record[row.key] = row.read(buffer, at + NLA_HDRLEN, at + length, row.key);
        seen |= row.bit;
      }
      at += aligned(length);
    }
    if (seen !== bits) {
      const missing = rows.find(({ bit }) => (bits & ~seen & bit) !== 0);
      throw new ProtocolError(`${this.#name}: no attribute ${missing?.key}`);
    }
    for (let index = 0; index < groups.length; index++) {
      const group = groups[index];
      if (group !== undefined) values[group.key] = group.join(parts);
    }
    // Each value came from its row's codec and each required row was seen, which is what Values<T> says.
    return values as Values<T>;
  }
}

function writeAttribute(writer: Writer, row: Row, value: unknown): void {
  const start = writer.length;
  writer.word(0);
  const length = NLA_HDRLEN + row.write(writer, value, row.key);
  if (length > LONGEST) throw new RangeError(`${row.key} takes ${length} bytes: more than ${LONGEST}`);
  writer.patch(start, length | row.typeBits);
}

/** An attribute set inside an attribute. */
export function nested<T extends AttributeTable>(set: AttributeSet<T>): Codec<Values<T>> {
  return {
    nested: set,
    write(writer, values) {
      const start = writer.length;
      set.encode(writer, values);
      return writer.length - start;
    },
    read: (buffer, start, end) => set.decode(buffer, start, end),
  };
}

/**
 * An attribute set inside an attribute, encoded: its bytes are copied when written, and read as a view on the datagram.
 */
export function encoded(set: AttributeNames): Codec<Buffer> {
  return {
    nested: set,
    write: (writer, value) => writer.raw(value),
    read: (buffer, start, end) => buffer.subarray(start, end),
  };
}
