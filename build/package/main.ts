/**
 * Writes the packages into out/packages, or into the folder of `--out`, for all processors and formats. The
 * executables are those of out/ (`npm run package` builds them). The same sources make the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Architecture } from '../bun.ts';
import { writeArchive } from './archive.ts';
import { writeDeb } from './deb.ts';
import { writeRpm } from './rpm.ts';

const ARCHITECTURES: readonly Architecture[] = ['x64', 'arm64'];
const WRITERS = { deb: writeDeb, rpm: writeRpm, archive: writeArchive } as const;

/** Seconds since 1970: what SOURCE_DATE_EPOCH says, or else the time of the last commit. */
function epochOfSources(): number {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  const text = given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' });
  if (!/^\d+\n?$/.test(text)) throw new Error(`SOURCE_DATE_EPOCH is a number of seconds, not ${text}`);
  return Number(text);
}

/** Writes the packages for one processor, one after the other. */
async function writeAll(architecture: Architecture, folder: string, epoch: number): Promise<void> {
  const executable = resolve('out', architecture, 'ipvsadm');
  for (const [format, write] of Object.entries(WRITERS)) {
    process.stderr.write(`package: ${format} for ${architecture}\n`);
    const stage = join(folder, `stage-${architecture}`);
    mkdirSync(stage);
    await write({ architecture, executable, epoch, stage, out: folder });
    rmSync(stage, { recursive: true });
  }
}

/** The line of SHA256SUMS about a file. */
const sum = (folder: string, name: string): string =>
  `${createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex')}  ${name}\n`;

const { values } = parseArgs({ options: { out: { type: 'string', default: 'out/packages' } } });
const out = resolve(values.out);
// Written aside, so that what has a package's name is whole.
const made = join(out, `new-${process.pid}`);
mkdirSync(made, { recursive: true });
try {
  const epoch = epochOfSources();
  await Promise.all(ARCHITECTURES.map((architecture) => writeAll(architecture, made, epoch)));
  const names = readdirSync(made).sort();
  writeFileSync(join(made, 'SHA256SUMS'), names.map((name) => sum(made, name)).join(''));
  for (const name of readdirSync(made)) renameSync(join(made, name), join(out, name));
} finally {
  rmSync(made, { recursive: true });
}
