import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { download } from './apt.ts';
import { cacheFolder, isWhole, rebuild } from './cache.ts';
import { DAEMONS_PACKAGES, finishDaemons } from './daemons.ts';
import { makeSelfContained } from './elf.ts';
import { progress } from './failure.ts';
import { type KernelVersion, suiteOf } from './kernels.ts';
import { withLock } from './lock.ts';
import { installModprobe } from './modprobe.ts';
import { finishMonitoring, MONITORING_PACKAGES } from './monitoring.ts';
import { requirePrograms } from './program.ts';
import { finishTools, TOOLS_PACKAGES, TOOLS_SUITE } from './tools.ts';
import { unpack } from './unpack.ts';

/** A folder of the cache that is made as a whole. */
export interface Part {
  readonly name: string;
  readonly title: string;
  readonly suite: string;
  readonly packages: readonly string[];
  /**
   * Which of these and of what they depend on is downloaded and unpacked; when not given, what was asked for and
   * libraries. The rest of the closure (perl, debconf, adduser...) serves scripts that run at an installation, and
   * this is none.
   */
  readonly wanted?: (name: string) => boolean;
  /** Which names below usr/share are kept; when not given, those that the programs of the lab need. */
  readonly shared?: RegExp;
  /** To be raised when this part alone is made in another way from the same packages. */
  readonly revision?: number;
  /** Turns `staging`, with the packages unpacked in its `root`, into what will be used at `final`. */
  readonly finish: (staging: string, final: string, archives: readonly string[]) => Promise<void>;
}

/** Whether it is one of the packages, or a library that one of them may need. */
const isNeeded = (name: string, packages: readonly string[]): boolean => /^z?lib/.test(name) || packages.includes(name);

/** To be raised when every part is made in another way from the same packages. */
const REVISION = 2;

export const TOOLS: Part = {
  name: 'tools',
  title: 'the tools',
  suite: TOOLS_SUITE,
  packages: TOOLS_PACKAGES,
  // procps depends on what is written in perl.
  wanted: (name) => isNeeded(name, TOOLS_PACKAGES) && !name.includes('perl'),
  finish: finishTools,
};

const DAEMONS: Part = {
  name: 'daemons',
  title: 'the daemons',
  suite: TOOLS_SUITE,
  packages: DAEMONS_PACKAGES,
  finish: (staging, final) => finishDaemons(staging, final, join(cacheFolder(), TOOLS.name, 'root')),
};

const MONITORING: Part = {
  name: 'monitoring',
  title: 'Prometheus',
  suite: TOOLS_SUITE,
  packages: MONITORING_PACKAGES,
  // Its pages for a browser are most of what it depends on.
  wanted: (name) => isNeeded(name, MONITORING_PACKAGES) && !name.startsWith('libjs-'),
  finish: (staging, final) => finishMonitoring(staging, final, join(cacheFolder(), TOOLS.name)),
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
      installModprobe(staging, final, 'usr/lib/uml/modules', tools);
    },
  };
}

/** Folder of the tools, made when it is not there. It holds `bin/`, and `root/` with the packages. */
export async function prepareTools(): Promise<string> {
  const [tools = ''] = await prepare([TOOLS]);
  return tools;
}

/**
 * Folders of keepalived and the like, and of Prometheus, made when they are not there. Each holds `bin/`, and `root/`
 * with the packages.
 */
export async function prepareDaemons(): Promise<string[]> {
  const [, ...daemons] = await prepare([TOOLS, DAEMONS, MONITORING]);
  return daemons;
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
  const { title, suite, packages, wanted = (name) => isNeeded(name, packages) } = part;
  const archives = await download(title, suite, packages, wanted, join(cache, 'apt', suite));
  progress(`unpacking ${title}`);
  await rebuild(final, recipeOf(part), async (staging) => {
    await unpack(archives, join(staging, 'root'), part.shared);
    await part.finish(staging, final, archives);
  });
}

function recipeOf({ suite, packages, revision }: Part): string {
  return [revision === undefined ? REVISION : `${REVISION}.${revision}`, suite, ...packages].join(' ');
}
