/** The executable for arm64, emulated: it starts, and says what the one of this machine says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { beforeAll, describe, expect, it } from 'vitest';
import { arm64Words } from '../../tools/lab/arm64.ts';

const ROOT = join(import.meta.dirname, '../..');

describe.skipIf(process.arch !== 'x64')('the executable for arm64', () => {
  let emulator: readonly [string, ...string[]];
  beforeAll(async () => {
    execFileSync(process.execPath, ['tools/setup.mjs', '--executables'], { cwd: ROOT, stdio: 'pipe' });
    emulator = await arm64Words();
  }, 300_000);

  const run = ([command, ...first]: readonly string[], words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command ?? '', [...first, ...words], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  it.each([
    ['ipvsadm', ['-v']],
    ['ipvsadm', ['-h']],
    ['ipvsadm', ['-A', '-t', '10.0.0.1']],
    ['ipvsadm', ['-C', '\u00f6']],
    ['ipvsadm-save', ['-h']],
    ['ipvsadm-restore', ['-x']],
  ])('%s %j', (program, words) => {
    const native = run([join(ROOT, 'out/x64', program)], words);
    expect(run([...emulator, join(ROOT, 'out/arm64', program)], words)).toEqual(native);
  });

  it.each([
    ['BUN_BE_BUN=1', 'exec env BUN_BE_BUN=1 "$@" -v'],
    ['a folder that is gone', 'cd "$(mktemp -d)" && rmdir "$PWD" && exec "$@" -v'],
  ])('the guard runs before the runtime: %s', (_, script) => {
    const version = run([join(ROOT, 'out/x64/ipvsadm')], ['-v']);
    expect(run(['sh', '-c', script, 'sh', ...emulator, join(ROOT, 'out/arm64/ipvsadm')], [])).toEqual(version);
  });

  it('opens a socket by the C library: the emulator has none of netlink, and that is said', () => {
    expect(run([...emulator, join(ROOT, 'out/arm64/ipvsadm')], ['-Ln'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'a netlink socket cannot be opened: EPROTONOSUPPORT\n',
    });
  });
});
