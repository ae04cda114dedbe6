import { type Calls, type CFunction, dlopen } from 'bun:ffi';

/**
 * Functions of the C library, for the executable. Bun calls them by code that it makes, so this needs memory that is
 * writable and executable. The rest of a run does not.
 *
 * @throws Error where a process may not have such memory
 */
export function openLibc<T extends Readonly<Record<string, CFunction>>>(functions: T): Calls<T> {
  try {
    return dlopen('libc.so.6', functions).symbols;
  } catch (cause) {
    const reason = 'the C library cannot be called without executable memory (MemoryDenyWriteExecute=, or SELinux)';
    throw new Error(reason, { cause });
  }
}
