import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../cache.ts';
import { LabFailure, progress } from '../failure.ts';
import { STABLE_KERNEL, stockSuiteOf } from '../kernels.ts';
import { type Part, prepare, TOOLS } from '../parts.ts';
import { run, runOrFail } from '../program.ts';
import { type Files, findAccelerator, qemu } from '../qemu.ts';
import { EMULATOR, stockPart } from '../stock-parts.ts';
import { diskMachine } from './disk.ts';
import { noteUnpacked } from './dpkg.ts';

/** Essential packages, those of a machine with systemd, and what tests use. apt adds what they depend on. */
const PACKAGES = [
  ...'base-files base-passwd bash bsdutils coreutils dash debianutils diffutils dpkg findutils grep gzip'.split(' '),
  ...'hostname init-system-helpers libc-bin login mawk ncurses-base ncurses-bin perl-base sed tar'.split(' '),
  ...'util-linux init systemd systemd-sysv sysvinit-utils debconf passwd kmod mount procps iproute2 netbase'.split(' '),
  // Makes the file system of the tree.
  'e2fsprogs',
  // What Debian's ipvsadm depends on.
  ...'socat libnl-3-200 libnl-genl-3-200 libpopt0'.split(' '),
];

/** Debian's own package, to be installed in a tree. */
const PEER: Part = {
  name: 'peer',
  title: "Debian's ipvsadm",
  suite: stockSuiteOf(STABLE_KERNEL),
  packages: ['ipvsadm'],
  wanted: (name) => name === 'ipvsadm',
  finish: async (staging, _final, [archive = '']) => copyFileSync(archive, join(staging, 'ipvsadm.deb')),
};

/** Size of the disk. The file takes what is used of it. */
const DISK_SIZE = '2G';

/** Seconds in which the packages must be installed: it takes two minutes, on a busy machine five. */
const SECOND_STAGE_LIMIT = 1200;

const KERNEL = stockPart(STABLE_KERNEL);

const TREE: Part = {
  name: 'tree',
  title: 'a tree of Debian',
  suite: stockSuiteOf(STABLE_KERNEL),
  packages: PACKAGES,
  wanted: () => true,
  shared: /^(?!(bash-completion|bug|doc|i18n|info|lintian|locale|man|zsh)$)/,
  finish: finishTree,
};

/** Where a machine with a tree is made from. */
export interface TreeFiles extends Files {
  /** The disk of a machine that has never run. */
  readonly disk: string;
  /** Debian's own ipvsadm, which the tree has not installed. */
  readonly peer: string;
}

/** Makes what is missing of a tree of Debian and of the machine that boots it. */
export async function prepareTree(): Promise<TreeFiles> {
  const parts = [TOOLS, EMULATOR, KERNEL, PEER, TREE];
  const [, emulator = '', kernel = '', peer = '', tree = ''] = await prepare(parts);
  return { emulator, kernel, disk: join(tree, 'disk'), peer: join(peer, 'ipvsadm.deb') };
}

/** Turns the unpacked packages into a disk on which they are installed. */
async function finishTree(staging: string, _final: string, archives: readonly string[]): Promise<void> {
  const root = join(staging, 'root');
  const disk = join(staging, 'disk');
  await noteUnpacked(archives, root);
  await makeDisk(root, disk);
  rmSync(root, { recursive: true });

  const folder = join(staging, 'run');
  mkdirSync(folder);
  copyFileSync(join(import.meta.dirname, 'second-stage.sh'), join(folder, 'second-stage.sh'));
  chmodSync(join(folder, 'second-stage.sh'), 0o755);
  await runSecondStage(disk, folder);
  rmSync(folder, { recursive: true });
}

/** Makes a file system of the unpacked packages, by the program that is among them. */
async function makeDisk(root: string, disk: string): Promise<void> {
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  await runOrFail('cannot make the disk of the tree', join(libraries, 'ld-linux-x86-64.so.2'), [
    ...['--library-path', libraries, join(root, 'usr/sbin/mke2fs')],
    // No journal: what is made here is thrown away when something fails.
    ...['-q', '-t', 'ext4', '-O', '^has_journal', '-N', '40000', '-E', 'lazy_itable_init=0,root_owner=0:0'],
    ...['-d', root, disk, DISK_SIZE],
  ]);
}

async function runSecondStage(disk: string, folder: string): Promise<void> {
  progress('installing the packages of the tree, which takes some minutes');
  const cache = cacheFolder();
  const files = { emulator: join(cache, EMULATOR.name), kernel: join(cache, KERNEL.name) };
  const next = '/run/lab/second-stage.sh';
  const args = diskMachine(files, await findAccelerator(files), { disk, keep: true, folder, next });
  const { stdout } = await run('timeout', [String(SECOND_STAGE_LIMIT), qemu(files), ...args, '-no-reboot']);
  if (!/^the second stage ended with status 0\r?$/m.test(stdout)) {
    throw new LabFailure(`cannot install the packages of the tree: ${stdout.trim().split('\n').at(-1) ?? ''}`);
  }
}
