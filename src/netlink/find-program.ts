import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where programs of the administrator are, whatever PATH says. */
export const USUAL_FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/**
 * The path of a program. A part of PATH that is not absolute is not searched, because it could be anyone's: we may be
 * root.
 */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return [...folders, ...USUAL_FOLDERS].map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
