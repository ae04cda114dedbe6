import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runOrFail } from '../program.ts';

/**
 * Tells the dpkg of a tree that these packages, whose files are there, are unpacked and wait for their configuration.
 * To have them unpacked by that dpkg itself would take an emulated machine five times as long.
 */
export async function noteUnpacked(archives: readonly string[], root: string): Promise<void> {
  const database = join(root, 'var/lib/dpkg');
  for (const folder of ['info', 'updates']) mkdirSync(join(database, folder), { recursive: true });
  let status = '';
  for (const archive of archives) status += await notePackage(archive, join(database, 'info'));
  writeFileSync(join(database, 'status'), status);
}

/** Puts what dpkg keeps of a package into `info`, and gives its paragraph of the file `status`. */
async function notePackage(archive: string, info: string): Promise<string> {
  const what = `cannot read ${basename(archive)}`;
  const control = await runOrFail(what, 'dpkg-deb', ['--field', archive]);
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(control)?.[1] ?? '';
  const name = field('Multi-Arch') === 'same' ? `${field('Package')}:${field('Architecture')}` : field('Package');

  const members = mkdtempSync(join(info, 'new-'));
  await runOrFail(what, 'dpkg-deb', ['--control', archive, members]);
  rmSync(join(members, 'control'));
  for (const member of readdirSync(members)) renameSync(join(members, member), join(info, `${name}.${member}`));
  rmSync(members, { recursive: true });

  const files = await runOrFail(what, 'sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar -t', 'sh', archive]);
  const paths = files.split('\n').map((path) => path.replace(/^\./, '').replace(/\/$/, '') || '/.');
  writeFileSync(join(info, `${name}.list`), `${paths.slice(0, -1).join('\n')}\n`);
  return `${control.replace(/^Package: .*\n/m, '$&Status: install ok unpacked\n').trimEnd()}\n\n`;
}
