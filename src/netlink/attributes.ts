import type { Buffer } from 'node:buffer';
import { aligned, checked, u16At } from './bytes.ts';
import type { Codec } from './codec.ts';
import { ProtocolError } from './errors.ts';
import { NLA_F_NESTED, NLA_HDRLEN, NLA_TYPE_MASK } from './uapi.ts';
import type { Writer } from './writer.ts';

/** One row of an attribute table: the uAPI number, the payload's codec, and whether the attribute must be there. */
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

export type AttributeTable = Readonly<Record<string, Attribute<unknown, boolean>>>;

type ValueOf<A> = A extends Attribute<infer T, boolean> ? T : never;
type RequiredKeys<T extends AttributeTable> = { [K in keyof T]: T[K]['required'] extends true ? K : never }[keyof T];

/** The object an attribute table describes. */
export type Values<T extends AttributeTable> = { -readonly [K in RequiredKeys<T>]: ValueOf<T[K]> } & {
  -readonly [K in Exclude<keyof T, RequiredKeys<T>>]?: ValueOf<T[K]> | undefined;
};

/** The values that a set of attributes encodes from and decodes to. */
export type ValuesOf<S> = S extends AttributeSet<infer T> ? Values<T> : never;

interface Row extends Attribute<unknown, boolean> {
  readonly key: string;
  /** The upper half of the attribute's header. */
  readonly typeBits: number;
}

/** A table's rows, in its order and by attribute number. */
interface Compiled {
  readonly inOrder: readonly Row[];
  readonly required: readonly Row[];
  readonly byType: readonly (Row | undefined)[];
}

function compile(table: AttributeTable): Compiled {
  const inOrder = Object.entries(table).map(([key, { type, codec, required }]) => {
    return { key, type, codec, required, typeBits: (codec.nested ? type | NLA_F_NESTED : type) << 16 };
  });
  const byType: (Row | undefined)[] = [];
  for (const row of inOrder) byType[row.type] = row;
  return { inOrder, required: inOrder.filter(({ required }) => required), byType };
}

/**
 * Encoder and decoder of a run of attributes, both from one table.
 *
 * Loops go by index here: a restore or a save of 100,000 rules is a million attributes, most of them before the optimizing compiler is done,
 * and until then every step of an iterator makes an object.
 */
export class AttributeSet<T extends AttributeTable> {
  readonly #name: string;
  readonly #table: T;
  /** Made of the table by the first use: of all sets, a run of the program uses a few. */
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

  /**
   * Appends the attributes in the table's order.
   *
   * @throws TypeError when the value of a required attribute is absent
   */
  encode(writer: Writer, values: Values<T>): void {
    const record: Readonly<Record<string, unknown>> = values;
    const { inOrder } = this.#rows;
    for (let at = 0; at < inOrder.length; at++) {
      const row = inOrder[at];
      if (row === undefined) break;
      const value = record[row.key];
      if (value !== undefined) write(writer, row, value);
      else if (row.required) throw new TypeError(`${this.#name}: no ${row.key}`);
    }
  }

  /**
   * Reads the attributes between two offsets of a datagram. Attributes that the table does not know are skipped.
   *
   * @throws ProtocolError when a length does not fit, or a required attribute is absent
   */
  decode(buffer: Buffer, start: number, end: number): Values<T> {
    const { required, byType } = this.#rows;
    const values: Record<string, unknown> = {};
    let at = start;
    while (at + NLA_HDRLEN <= end) {
      const length = u16At(buffer, at);
      if (length < NLA_HDRLEN || at + length > end) {
        throw new ProtocolError(`${this.#name}: attribute of ${length} bytes where ${end - at} are left`);
      }
      const row = byType[u16At(buffer, at + 2) & NLA_TYPE_MASK];
      if (row !== undefined) values[row.key] = row.codec.read(buffer, at + NLA_HDRLEN, at + length);
      at += aligned(length);
    }
    for (let index = 0; index < required.length; index++) {
      const key = required[index]?.key ?? '';
      if (values[key] === undefined) throw new ProtocolError(`${this.#name}: no attribute ${key}`);
    }
    // Each value came from its row's codec and each required row was seen, which is what Values<T> says.
    return values as Values<T>;
  }
}

function write(writer: Writer, { typeBits, codec }: Row, value: unknown): void {
  const start = writer.length;
  writer.word(0);
  const length = NLA_HDRLEN + codec.write(writer, value);
  writer.patch(start, checked(length, 0, 0xffff) | typeBits);
}

/** An attribute set inside an attribute. */
export function nested<T extends AttributeTable>(set: AttributeSet<T>): Codec<Values<T>> {
  return {
    nested: true,
    write(writer, values) {
      const start = writer.length;
      set.encode(writer, values);
      return writer.length - start;
    },
    read: (buffer, start, end) => set.decode(buffer, start, end),
  };
}

/** Attributes inside an attribute that have been encoded before, by the `encode` of their set: they are copied. */
export const encoded: Codec<Uint8Array> = {
  nested: true,
  write: (writer, value) => writer.raw(value),
  read: (buffer, start, end) => buffer.subarray(start, end),
};
