import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { cannot } from '../report/errors.ts';
import { type Output, writeFully } from './streams.ts';

/**
 * Makes a file hold a text, whole or not at all. The text is written and synced to a file beside it, which then takes
 * its place. So a reader, and the next start after a crash, finds the old text or the new one, and a full disk leaves
 * the old one. A symbolic link stays one, and the file keeps its owner and permissions. A pipe or a device is written
 * to.
 *
 * @throws CommandError that names the file
 */
export function replaceFile(path: string, text: Output): void {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined || there.isFile()) replace(targetOf(path), text, there);
    else withFile(path, 'w', (descriptor) => writeFully(descriptor, text));
  } catch (cause) {
    throw cannot(`write ${path}`, cause);
  }
}

function replace(target: string, text: Output, there: Stats | undefined): void {
  // Not the process id: in a container, a process that was killed may have had the same one.
  const aside = join(dirname(target), `.${basename(target)}.${Math.random().toString(36).slice(2)}`);
  withFile(aside, 'wx', (descriptor) => {
    try {
      if (there !== undefined) keepAttributes(descriptor, there);
      writeFully(descriptor, text);
      fsyncSync(descriptor);
      renameSync(aside, target);
    } catch (error) {
      rmSync(aside, { force: true });
      throw error;
    }
  });
  // The new name is on the disk only with its folder.
  withFile(dirname(target), 'r', fsyncSync);
}

function withFile(path: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags);
  try {
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a new file the owner and the permissions of the one that it replaces. */
function keepAttributes(descriptor: number, { uid, gid, mode }: Stats): void {
  const ours = fstatSync(descriptor);
  if (ours.uid !== uid || ours.gid !== gid) fchownSync(descriptor, uid, gid);
  fchmodSync(descriptor, mode);
}

/** The file that a path leads to through symbolic links, whether it is there or not. */
function targetOf(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path);
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return path;
  return targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path)));
}
