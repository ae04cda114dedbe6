import { once } from 'node:events';
import { chmodSync, closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LabFailure } from '../failure.ts';
import { type Machine, startMachine } from '../machine.ts';
import { type Outcome, runOrFail } from '../program.ts';
import { findAccelerator, port, qemu } from '../qemu.ts';
import { Answers } from './answers.ts';
import { diskMachine } from './disk.ts';
import { prepareTree } from './tree.ts';

/** Seconds until a machine must have booted: it takes half a minute, on a busy machine three. */
const BOOT_LIMIT = 600;

/** Seconds in which a machine must have stopped everything: systemd waits for 90. */
const REBOOT_LIMIT = 300;

/** Seconds that a script may take when nothing else is said. */
const SCRIPT_LIMIT = 300;

/** Our scripts that a machine finds in `/run/lab`. */
const SHARED = ['agent.sh', 'agent.service'];

/** What a machine is booted with. */
export interface TreeOptions {
  /** Files of this machine, by the name that they have below `/run/lab/files` there. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What the emulator finds where a machine's terminal would be. */
const DISK = '/proc/self/fd/6';

/** A machine with Debian 13 and systemd that runs, and does what it is told as root. */
export class TreeMachine {
  readonly #start: () => Machine;
  readonly #disk: number;
  #machine: Machine;
  #answers: Answers;

  private constructor(start: () => Machine, disk: number) {
    this.#start = start;
    this.#disk = disk;
    this.#machine = start();
    this.#answers = new Answers(this.#machine.control);
  }

  /**
   * Boots a machine whose disk is as it was when the tree was made, and waits until it has booted.
   * @throws LabFailure when it is not to be had, or does not boot in time
   */
  static async boot({ files = {} }: TreeOptions = {}): Promise<TreeMachine> {
    const tree = await prepareTree();
    const accelerator = await findAccelerator(tree);
    const disk = await copyDisk(tree.disk);
    const start = () => {
      const folder = makeFolder({ 'debian/ipvsadm.deb': tree.peer, ...files });
      const args = [
        ...diskMachine(tree, accelerator, { disk: DISK, folder, next: '/sbin/init' }),
        ...['-device', 'virtio-serial-pci,id=lines', ...port(1, 3)],
      ];
      return startMachine({ program: qemu(tree), args, environment: {} }, folder, disk);
    };
    const booted = new TreeMachine(start, disk);
    await booted.#ready();
    return booted;
  }

  /**
   * Runs a script by bash, as root.
   * @param limit seconds that it may take
   * @throws LabFailure when it has not ended in time, or the machine has
   */
  async run(script: string, limit = SCRIPT_LIMIT): Promise<Outcome> {
    this.#send(script);
    return this.#within(limit, `a script did not end in ${limit} s`, () => this.#answers.outcome());
  }

  /** Has systemd stop everything and the machine start again, with the disk as it is then. */
  async reboot(): Promise<void> {
    const limit = AbortSignal.timeout(REBOOT_LIMIT * 1000);
    const ended = once(this.#machine.process, 'close', { signal: limit });
    // The agent may be ended before it has answered.
    this.#send('systemctl --no-block reboot');
    await ended.catch(() => Promise.reject(this.#failure(`the tree did not shut down in ${REBOOT_LIMIT} s`)));
    this.#machine = this.#start();
    this.#answers = new Answers(this.#machine.control);
    await this.#ready();
  }

  /** Ends the machine at once, and forgets its disk. */
  async close(): Promise<void> {
    const { process } = this.#machine;
    if (process.exitCode === null && process.signalCode === null) {
      const closed = once(process, 'close');
      this.#machine.stop();
      await closed;
    }
    closeSync(this.#disk);
  }

  #send(script: string): void {
    const bytes = Buffer.from(script);
    this.#machine.control.write(`${bytes.length}\n`);
    this.#machine.control.write(bytes);
  }

  async #ready(): Promise<void> {
    try {
      await this.#within(BOOT_LIMIT, `the tree did not boot in ${BOOT_LIMIT} s`, () => this.#answers.ready());
    } catch (error) {
      this.#machine.stop();
      throw error;
    }
  }

  /** What `work` gives, unless it takes too long or the machine ends. */
  async #within<T>(limit: number, complaint: string, work: () => Promise<T>): Promise<T> {
    let over = (): void => undefined;
    const failed = new Promise<never>((_resolve, reject) => {
      const fail = (what: string) => reject(this.#failure(what));
      const timeout = setTimeout(fail, limit * 1000, complaint);
      const ended = () => fail('the machine has ended');
      this.#machine.process.once('close', ended);
      over = () => {
        clearTimeout(timeout);
        this.#machine.process.off('close', ended);
      };
    });
    try {
      return await Promise.race([work(), failed]);
    } finally {
      over();
    }
  }

  #failure(what: string): LabFailure {
    return new LabFailure(`${what}; it said last: ${this.#machine.takeLog().trim().split('\n').slice(-5).join('\n')}`);
  }
}

/** A copy of a disk that has no name, so that nothing of it is left, however this process ends. */
async function copyDisk(disk: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-disk-'));
  try {
    const copy = join(folder, 'disk');
    await runOrFail('cannot copy the disk of the tree', 'cp', ['--sparse=always', disk, copy]);
    return openSync(copy, 'r+');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The folder of a machine, which goes when the machine ends. */
function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-tree-'));
  // The guest's processes need not be this user.
  chmodSync(folder, 0o755);
  for (const name of SHARED) copyFileSync(join(import.meta.dirname, name), join(folder, name));
  for (const [name, file] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'files', name)), { recursive: true });
    copyFileSync(file, join(folder, 'files', name));
  }
  return folder;
}
