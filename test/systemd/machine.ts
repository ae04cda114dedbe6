import { afterAll, beforeAll, expect } from 'vitest';
import type { Outcome } from '../../tools/lab/program.ts';
import { TreeMachine, type TreeOptions } from '../../tools/lab/systemd/tree-machine.ts';

/** The machine of a file of tests, which go on where the one before has ended. */
export interface Director {
  /** Runs a script there as root, whatever comes of it. */
  run(script: string): Promise<Outcome>;
  /** Runs a script that must succeed, and gives its output. */
  must(script: string): Promise<string>;
  /** Writes a file there. */
  write(path: string, content: string): Promise<void>;
  reboot(): Promise<void>;
}

/** Boots a machine before the tests of a file, and ends it after them. */
export function useDirector(options: () => TreeOptions | Promise<TreeOptions>): Director {
  let machine: TreeMachine | undefined;
  beforeAll(async () => {
    machine = await TreeMachine.boot(await options());
  });
  afterAll(() => machine?.close());
  const booted = (): TreeMachine => {
    if (machine === undefined) throw new Error('the machine has not booted');
    return machine;
  };
  const must = async (script: string): Promise<string> => {
    const { status, stdout, stderr } = await booted().run(script);
    expect(status, `${script}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  };
  return {
    run: (script) => booted().run(script),
    must,
    write: async (path, content) => {
      await must(`cat >'${path}' <<'the end of the file'\n${content}the end of the file\n`);
    },
    reboot: () => booted().reboot(),
  };
}
