import { closeSync, fchmodSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CommandError, LISTING_STATUS } from './errors.ts';
import { writeFully } from './streams.ts';

/**
 * Makes a file hold a text, whole: the text is written and synced beside it and then put in its place, so that whoever reads
 * it, and whatever ends this process, finds the old or the new, and a full disk leaves the old. A symbolic link stays one.
 *
 * @throws CommandError that names the file
 */
export function replaceFile(path: string, text: string): void {
  try {
    const target = realPath(path);
    const aside = join(dirname(target), `.${basename(target)}.${process.pid}`);
    try {
      write(aside, text, modeOf(target));
      renameSync(aside, target);
      sync(dirname(target));
    } catch (error) {
      rmSync(aside, { force: true });
      throw error;
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new CommandError(`cannot write ${path}: ${code}`, LISTING_STATUS, { cause });
  }
}

function write(path: string, text: string, mode: number | undefined): void {
  const descriptor = openSync(path, 'wx');
  try {
    if (mode !== undefined) fchmodSync(descriptor, mode);
    writeFully(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Syncs a folder: the new name is on the disk only with it. */
function sync(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const realPath = (path: string): string => (statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : path);

/** Permissions of a file that is there; a new one has those that the umask leaves. */
const modeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mode;
