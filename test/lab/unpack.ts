import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runOrFail } from './program.ts';

/**
 * Unpacks what was asked for and the libraries it needs. The rest of the closure (perl, debconf, adduser...) serves
 * scripts that run at an installation, and this is none.
 */
export async function unpack(archives: readonly string[], packages: readonly string[], root: string): Promise<void> {
  for (const archive of archives) {
    const name = basename(archive).replace(/_.*/, '');
    if (name.startsWith('lib') || packages.includes(name)) {
      await runOrFail(`cannot unpack ${name}`, 'dpkg', ['-x', archive, root]);
    }
  }
  rmSync(join(root, 'usr/share'), { recursive: true, force: true });
}
