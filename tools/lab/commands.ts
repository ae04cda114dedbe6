import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSelfContained } from './elf.ts';

/**
 * Makes programs of a part's unpacked `root` run here, and fills its `bin` with their command names.
 * @param commands command names by program
 * @param tools an unpacked root with patchelf
 */
export async function installCommands(
  staging: string,
  final: string,
  commands: Readonly<Record<string, readonly string[]>>,
  tools: string,
): Promise<void> {
  mkdirSync(join(staging, 'bin'));
  for (const [program, names] of Object.entries(commands)) {
    await makeSelfContained(join(staging, 'root'), join(final, 'root'), program, tools);
    for (const name of names) symlinkSync(join('../root', program), join(staging, 'bin', name));
  }
}

export function writeScript(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
