import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDeb } from '../../build/package/deb.ts';

/** Our executable, which needs no Node. */
export const EXECUTABLE = join(import.meta.dirname, '../../out/x64/ipvsadm');

/** Our package for Debian, made anew: compressing it takes a minute of a processor. */
export async function ourPackage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-deb-'));
  const stage = join(folder, 'stage');
  mkdirSync(stage);
  await writeDeb({ architecture: 'x64', executable: EXECUTABLE, epoch: 1_700_000_000, stage, out: folder });
  const made = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (made === undefined) throw new Error('no package was written');
  return join(folder, made);
}
