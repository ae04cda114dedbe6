import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** Folder that keeps what was downloaded: `IPVSADM_LAB_CACHE`, or `ipvsadm-ts/lab` in the user's cache. */
export function cacheFolder(): string {
  const own = process.env.IPVSADM_LAB_CACHE;
  return own ? resolve(own) : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ipvsadm-ts/lab');
}

const MANIFEST = 'manifest.json';

/** Written last, so a folder with a manifest was complete; the sizes tell whether it still is. */
const Manifest = z.object({
  /** Where the folder was made for: the programs in it name their libraries by absolute path. */
  folder: z.string(),
  /** What it was made from and how; another recipe makes it out of date. */
  recipe: z.string(),
  /** Size in bytes by path, of files and of links. */
  files: z.record(z.string(), z.number()),
});

/** Whether a folder is whole and made by this recipe. Compares sizes, not content: it is done at every start. */
export function isWhole(folder: string, recipe: string): boolean {
  try {
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')));
    if (manifest.folder !== folder || manifest.recipe !== recipe) return false;
    return Object.entries(manifest.files).every(([path, size]) => lstatSync(join(folder, path)).size === size);
  } catch {
    return false;
  }
}

/**
 * Makes a folder anew, all or nothing: `fill` gets a staging folder beside it, which takes its place when it is done.
 * @throws whatever `fill` throws, and the system's error when the cache cannot be written
 */
export async function rebuild(folder: string, recipe: string, fill: (staging: string) => Promise<void>): Promise<void> {
  const staging = `${folder}.new`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  await fill(staging);
  const manifest: z.infer<typeof Manifest> = { folder, recipe, files: sizesOf(staging) };
  writeFileSync(join(staging, MANIFEST), JSON.stringify(manifest));
  rmSync(folder, { recursive: true, force: true });
  renameSync(staging, folder);
}

function sizesOf(folder: string): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    sizes[path.slice(folder.length + 1)] = lstatSync(path).size;
  }
  return sizes;
}
