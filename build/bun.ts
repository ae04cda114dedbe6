import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The runtime in the executable. A newer one has new checksums below, those that `npm view PACKAGE dist` tells. */
export const BUN_VERSION = '1.4.5';

/** npm's package of Bun for each processor, with its checksum. That for x86-64 runs on all with SSE4.2 (Nehalem). */
const PACKAGES = {
  x64: {
    name: '@oven/bun-linux-x64',
    integrity: 'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  },
  arm64: {
    name: '@oven/bun-linux-aarch64',
    integrity: 'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  },
} as const;

export type Architecture = keyof typeof PACKAGES;

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ipvsadm-ts/bun');

/** Where the program bun for a processor is once it has been downloaded. */
export const bunPath = (architecture: Architecture): string =>
  join(cacheFolder(), `${BUN_VERSION}-${architecture}`, 'package/bin/bun');

/**
 * The program bun for a processor, downloaded once into the user's cache. It is no dependency of the package: npm
 * refuses to install a program of another processor, and only who builds the executable needs it.
 *
 * @throws Error when it cannot be downloaded, or is not the one that was pinned
 */
export function bunFor(architecture: Architecture): string {
  const { name, integrity } = PACKAGES[architecture];
  const program = bunPath(architecture);
  if (existsSync(program)) return program;
  const cache = cacheFolder();
  process.stderr.write(`build: downloading ${name} ${BUN_VERSION}\n`);
  mkdirSync(cache, { recursive: true });
  const stage = mkdtempSync(join(cache, 'new-'));
  try {
    const words = ['pack', `${name}@${BUN_VERSION}`, '--silent', '--pack-destination', stage];
    const tarball = join(stage, execFileSync('npm', words, { cwd: dirname(cache), encoding: 'utf8' }).trim());
    const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
    if (found !== integrity) throw new Error(`${name} ${BUN_VERSION} is not the one that was pinned: ${found}`);
    execFileSync('tar', ['-xzf', tarball, '-C', stage]);
    rmSync(tarball);
    renameSync(stage, join(cache, `${BUN_VERSION}-${architecture}`));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return program;
}
