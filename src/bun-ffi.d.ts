/** What we use of Bun's calls of C functions (https://bun.com/docs/runtime/ffi). */
declare module 'bun:ffi' {
  interface CFunction {
    readonly args: readonly ('i32' | 'u32' | 'buffer')[];
    readonly returns: 'i32' | 'ptr';
  }

  type Calls<T> = { readonly [name in keyof T]: (...args: readonly (number | NodeJS.TypedArray)[]) => number };

  function dlopen<T extends Readonly<Record<string, CFunction>>>(library: string, functions: T): { symbols: Calls<T> };

  /** Reads memory at an address. */
  const read: { i32(address: number): number };
}
