import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { download } from './apt.ts';
import { cacheFolder, isWhole, rebuild } from './cache.ts';
import { makeSelfContained } from './elf.ts';
import { progress } from './failure.ts';
import { type KernelVersion, suiteOf } from './kernels.ts';
import { withLock } from './lock.ts';
import { requirePrograms } from './program.ts';
import { finishTools, TOOLS_PACKAGES, TOOLS_SUITE, writeScript } from './tools.ts';
import { unpack } from './unpack.ts';

/** A folder of the cache that is made as a whole. */
export interface Part {
  readonly name: string;
  readonly title: string;
  readonly suite: string;
  readonly packages: readonly string[];
  /** Turns `staging`, with the packages unpacked in its `root`, into what will be used at `final`. */
  readonly finish: (staging: string, final: string) => Promise<void>;
}

/** To be raised when a part is made in another way from the same packages. */
const REVISION = 1;

const TOOLS: Part = {
  name: 'tools',
  title: 'the tools',
  suite: TOOLS_SUITE,
  packages: TOOLS_PACKAGES,
  finish: finishTools,
};

function kernelPart(kernel: KernelVersion): Part {
  return {
    name: `kernel-${kernel}`,
    title: `kernel ${kernel}`,
    suite: suiteOf(kernel),
    packages: ['user-mode-linux'],
    finish: async (staging, final) => {
      const tools = join(cacheFolder(), TOOLS.name);
      await makeSelfContained(join(staging, 'root'), join(final, 'root'), 'usr/bin/linux.uml', join(tools, 'root'));
      // modprobe looks for lib/modules below the folder it is given.
      mkdirSync(join(staging, 'modules/lib'), { recursive: true });
      symlinkSync('../../root/usr/lib/uml/modules', join(staging, 'modules/lib/modules'));
      mkdirSync(join(staging, 'bin'));
      const modprobe = `#!/bin/sh\nexec '${tools}/bin/modprobe' -d '${final}/modules' "$@"\n`;
      writeScript(join(staging, 'bin/modprobe'), modprobe);
    },
  };
}

/** Folder of the tools, made when it is not there. It holds `bin/`, and `root/` with the packages. */
export async function prepareTools(): Promise<string> {
  const [tools = ''] = await prepare([TOOLS]);
  return tools;
}

/** Folders of a kernel and of the tools. The kernel's holds `root/usr/bin/linux.uml` and `bin/modprobe`. */
export async function prepareKernel(version: KernelVersion): Promise<{ kernel: string; tools: string }> {
  const [tools = '', kernel = ''] = await prepare([TOOLS, kernelPart(version)]);
  return { kernel, tools };
}

/**
 * Makes those parts that are not whole; uses no network when all are.
 * @returns their folders, in the same order
 */
export async function prepare(parts: readonly Part[]): Promise<string[]> {
  const cache = cacheFolder();
  const missing = () => parts.filter((part) => !isWhole(join(cache, part.name), recipeOf(part)));
  if (missing().length > 0) {
    requirePrograms(['apt-get', 'dpkg', 'flock', 'setpriv'], 'the download of the lab');
    await withLock(join(cache, 'lock'), async () => {
      // Looked up again: another start may have made them while this one waited.
      for (const part of missing()) await make(part, cache);
      rmSync(join(cache, 'apt'), { recursive: true, force: true });
    });
  }
  return parts.map((part) => join(cache, part.name));
}

async function make(part: Part, cache: string): Promise<void> {
  const final = join(cache, part.name);
  const archives = await download(part.title, part.suite, part.packages, join(cache, 'apt', part.suite));
  progress(`unpacking ${part.title}`);
  await rebuild(final, recipeOf(part), async (staging) => {
    await unpack(archives, part.packages, join(staging, 'root'));
    await part.finish(staging, final);
  });
}

function recipeOf({ suite, packages }: Part): string {
  return [REVISION, suite, ...packages].join(' ');
}
