import { IpvsMissingError } from '../../ipvs/errors.ts';
import { codeOf } from '../../netlink/errors.ts';

const NOT_PERMITTED = ['EPERM', 'EACCES'];

/** Why something cannot be looked at, in words. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause instanceof IpvsMissingError) return 'the kernel has no IPVS';
  const path = 'path' in cause ? ` ${cause.path}` : '';
  const code = codeOf(cause) ?? '';
  if (NOT_PERMITTED.includes(code)) return path === '' ? 'not permitted' : `not permitted to read${path}`;
  return code === 'ENOENT' && path !== '' ? `there is no${path}` : cause.message;
}
