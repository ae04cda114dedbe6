/** What we use of Bun's calls of C functions (https://bun.com/docs/runtime/ffi). */
declare module 'bun:ffi' {
  export interface CFunction {
    readonly args: readonly ('i32' | 'u32' | 'buffer')[];
    readonly returns: 'i32' | 'ptr';
  }

  export type Calls<T> = { readonly [name in keyof T]: (...args: readonly (number | NodeJS.TypedArray)[]) => number };

  export function dlopen<T extends Readonly<Record<string, CFunction>>>(
    library: string,
    functions: T,
  ): { symbols: Calls<T> };

  /** Reads memory at an address. */
  export const read: { i32(address: number): number };
}
