import { readFileSync } from 'node:fs';

/** Reads a file that a machine may lack: the empty text when it cannot be read. */
export function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
