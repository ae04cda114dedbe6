import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runOrFail } from './program.ts';

/**
 * Below usr/share: modules of perl, and what an emulated machine starts from. The rest is manuals, and words in other
 * languages.
 */
const SHARED_FILES = /^(perl|qemu|seabios)/;

/** Unpacks packages without running their scripts. Of what is below usr/share, only `shared` stays. */
export async function unpack(archives: readonly string[], root: string, shared = SHARED_FILES): Promise<void> {
  for (const archive of archives) {
    await runOrFail(`cannot unpack ${basename(archive)}`, 'dpkg', ['-x', archive, root]);
  }
  const share = join(root, 'usr/share');
  const rest = existsSync(share) ? readdirSync(share).filter((name) => !shared.test(name)) : [];
  for (const name of rest) rmSync(join(share, name), { recursive: true });
}
