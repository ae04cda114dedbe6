import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';

/** The Node that runs what is measured. */
export interface MeasuredNode {
  /** `v24.1.0` */
  readonly version: string;
  /**
   * An environment in which `node`, and so `#!/usr/bin/env node`, is this Node. `empty.cjs` is a command that does
   * nothing and is installed as npm installs ours: no command on this Node can start faster.
   */
  readonly environment: NodeJS.ProcessEnv;
  /** A folder for files. It holds only those two. */
  readonly folder: string;
}

/** Calls `use` with the Node that BENCH_NODE names, or with this one, and removes its files afterwards. */
export function withNode<T>(use: (node: MeasuredNode) => T): T {
  const program = process.env.BENCH_NODE || process.execPath;
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-bench-'));
  try {
    symlinkSync(program, join(folder, 'node'));
    writeFileSync(join(folder, 'empty.cjs'), '#!/usr/bin/env node\n', { mode: 0o755 });
    const version = spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout?.trim();
    if (!version) throw new Error(`BENCH_NODE: ${program} is not a Node`);
    const environment = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
    return use({ version, environment, folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
