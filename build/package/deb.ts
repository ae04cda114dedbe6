import { createHash } from 'node:crypto';
import { lstatSync, lutimesSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from '../bun.ts';
import { ABOUT, ORDERED_VERSION } from './about.ts';
import { DEB_CONTENTS, type Entry } from './contents.ts';
import { runTool, XZ_LEVEL } from './tool.ts';
import { layOut, type Making } from './tree.ts';

const ARCHITECTURES: Readonly<Record<Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

const { name, maintainer, summary, description, glibc, replaced } = ABOUT;

/** Writes the package for Debian and Ubuntu, by dpkg-deb. */
export async function writeDeb(making: Making): Promise<void> {
  const { architecture, epoch, out, stage } = making;
  layOut(stage, DEB_CONTENTS, making);
  layOut(join(stage, 'DEBIAN'), controlFiles(stage, ARCHITECTURES[architecture]), making);
  // The folder got a new time by that, and dpkg-deb sets back only what is newer than the epoch.
  lutimesSync(stage, epoch, epoch);
  const file = join(out, `${name}_${ORDERED_VERSION}_${ARCHITECTURES[architecture]}.deb`);
  await runTool('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${XZ_LEVEL}`, '--build', stage, file], {
    SOURCE_DATE_EPOCH: String(epoch),
    DPKG_DEB_THREADS_MAX: '1',
  });
}

/** What dpkg reads about the package. */
function controlFiles(stage: string, architecture: string): readonly Entry[] {
  const text = (to: string, lines: readonly string[]): Entry => ({
    kind: 'file',
    to,
    from: { text: `${lines.join('\n')}\n` },
    mode: 0o644,
  });
  const configs = DEB_CONTENTS.filter(({ kind }) => kind === 'config');
  const others = DEB_CONTENTS.filter(({ kind }) => kind !== 'config' && kind !== 'link');
  return [
    text('control', control(stage, architecture)),
    text(
      'conffiles',
      configs.map(({ to }) => to),
    ),
    text(
      'md5sums',
      others.map(({ to }) => `${md5(join(stage, to))}  ${to.slice(1)}`),
    ),
    ...['preinst', 'postinst', 'prerm', 'postrm'].map(
      (to): Entry => ({ kind: 'file', to, from: { file: `build/package/debian/${to}` }, mode: 0o755 }),
    ),
  ];
}

/** The fields of the package. Debian's own steps aside by Conflicts, not by Breaks: both have a file of one name. */
function control(stage: string, architecture: string): readonly string[] {
  return [
    `Package: ${name}`,
    `Version: ${ORDERED_VERSION}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${kibibytes(stage)}`,
    `Depends: libc6 (>= ${glibc})`,
    // Loads the module ip_vs.
    'Recommends: kmod',
    `Provides: ${replaced.name} (= ${replaced.debianVersion})`,
    `Conflicts: ${replaced.name}`,
    `Replaces: ${replaced.name}`,
    'Section: net',
    'Priority: optional',
    `Description: ${summary}`,
    ...description.map((line) => ` ${line}`),
  ];
}

const md5 = (path: string): string => createHash('md5').update(readFileSync(path)).digest('hex');

/** What the entries take on a disk. */
const kibibytes = (stage: string): number =>
  DEB_CONTENTS.reduce((sum, { to }) => sum + Math.ceil(lstatSync(join(stage, to)).size / 1024), 0);
