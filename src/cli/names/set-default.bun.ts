import { Buffer } from 'node:buffer';
import { openLibc } from '../../netlink/libc.bun.ts';

/** Sets a variable as `set-default.ts` does: in Bun, `process.env` is a copy that the C library does not see. */
export function setDefault(name: string, value: string): void {
  const libc = openLibc({ setenv: { args: ['buffer', 'buffer', 'i32'], returns: 'i32' } });
  libc.setenv(Buffer.from(`${name}\0`), Buffer.from(`${value}\0`), 0);
}
