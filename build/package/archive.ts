import { join } from 'node:path';
import { ABOUT } from './about.ts';
import { ARCHIVE_CONTENTS } from './contents.ts';
import { runTool, XZ_LEVEL } from './tool.ts';
import { layOut, type Making } from './tree.ts';

/** Writes the archive for systems without a package of their own, by tar. */
export async function writeArchive(making: Making): Promise<void> {
  const { architecture, epoch, out, stage } = making;
  const folder = `${ABOUT.name}-${ABOUT.version}-linux-${architecture}`;
  layOut(join(stage, folder), ARCHIVE_CONTENTS, making);
  await runTool('tar', [
    ...['--format=gnu', '--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=@${epoch}`],
    ...['-I', `xz -${XZ_LEVEL} -T1`, '-C', stage, '-cf', join(out, `${folder}.tar.xz`), folder],
  ]);
}
