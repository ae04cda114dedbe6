import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { makeSelfContained } from './elf.ts';
import { LabFailure } from './failure.ts';
import { INITRDS, writeInitrd } from './initrd.ts';
import { type StockVersion, stockSuiteOf } from './kernels.ts';
import { installModprobe } from './modprobe.ts';
import { type Part, prepare, TOOLS } from './parts.ts';
import { runOrFail } from './program.ts';
import { TOOLS_SUITE } from './tools.ts';

export const EMULATOR: Part = {
  name: 'emulator',
  title: 'the emulator',
  suite: TOOLS_SUITE,
  packages: ['qemu-system-x86', 'qemu-system-common', 'qemu-system-data', 'seabios', 'busybox-static'],
  finish: (staging, final) =>
    makeSelfContained(
      join(staging, 'root'),
      join(final, 'root'),
      'usr/bin/qemu-system-x86_64',
      join(cacheFolder(), TOOLS.name, 'root'),
    ),
};

export function stockPart(version: StockVersion): Part {
  return {
    name: `stock-${version}`,
    title: `stock kernel ${version}`,
    suite: stockSuiteOf(version),
    packages: ['linux-image-amd64'],
    // That one is empty and depends on the kernel of the day, which some suites split.
    wanted: (name) => /^linux-(image|base|binary|modules)-\d/.test(name),
    revision: 1,
    finish: finishStock,
  };
}

/** Makes an unpacked kernel one that the emulator boots: `vmlinuz`, the files of `INITRDS` and `bin/modprobe`. */
async function finishStock(staging: string, final: string): Promise<void> {
  const root = join(staging, 'root');
  const modules = ['lib/modules', 'usr/lib/modules'].find((folder) => existsSync(join(root, folder)));
  const [release] = modules ? readdirSync(join(root, modules)) : [];
  if (!modules || !release) throw new LabFailure('the package of the kernel holds no modules');

  const pictures = [join(root, 'boot', `vmlinuz-${release}`), join(root, modules, release, 'vmlinuz')];
  renameSync(pictures.find((file) => existsSync(file)) ?? '', join(staging, 'vmlinuz'));
  removeHardware(join(root, modules, release, 'kernel'));
  const tools = join(cacheFolder(), TOOLS.name);
  installModprobe(staging, final, modules, tools);
  const folder = join(staging, 'modules');
  await runOrFail('cannot list the modules', join(tools, 'bin/depmod'), ['-b', folder, release]);
  const busybox = join(cacheFolder(), EMULATOR.name, 'root/bin/busybox');
  const modprobe = join(tools, 'bin/modprobe');
  for (const initrd of INITRDS) await writeInitrd(staging, initrd, busybox, [modprobe, '-d', folder, '-S', release]);
}

/** Removes drivers of what an emulated machine has not: three quarters of the modules. */
function removeHardware(modules: string): void {
  const drivers = readdirSync(join(modules, 'drivers')).filter(
    (name) => !['block', 'char', 'net', 'virtio'].includes(name),
  );
  for (const folder of [
    'sound',
    'drivers/net/ethernet',
    'drivers/net/wireless',
    ...drivers.map((name) => `drivers/${name}`),
  ]) {
    rmSync(join(modules, folder), { recursive: true, force: true });
  }
}

/** Folders of an ordinary kernel, of the tools and of the emulator; they are made when they are not there. */
export async function prepareStockParts(
  version: StockVersion,
): Promise<{ kernel: string; tools: string; emulator: string }> {
  const [tools = '', emulator = '', kernel = ''] = await prepare([TOOLS, EMULATOR, stockPart(version)]);
  return { kernel, tools, emulator };
}
