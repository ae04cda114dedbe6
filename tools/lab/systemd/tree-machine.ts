import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LabFailure } from '../failure.ts';
import { type Machine, startMachine } from '../machine.ts';
import type { Outcome } from '../program.ts';
import { findAccelerator, port, qemu } from '../qemu.ts';
import { Answers } from './answers.ts';
import { diskMachine } from './disk.ts';
import { prepareTree } from './tree.ts';

/** Seconds until a machine must have booted: it takes half a minute, on a busy machine three. */
const BOOT_LIMIT = 600;

/** Seconds that a script may take when nothing else is said. */
const SCRIPT_LIMIT = 300;

/** Our scripts that a machine finds in `/run/lab`. */
const SHARED = ['agent.sh', 'agent.service'];

/** What a machine is booted with. */
export interface TreeOptions {
  /** Files of this machine, by the name that they have below `/run/lab/files` there. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A machine with Debian 13 and systemd that runs, and does what it is told as root. */
export class TreeMachine {
  readonly #machine: Machine;
  readonly #answers: Answers;

  private constructor(machine: Machine) {
    this.#machine = machine;
    this.#answers = new Answers(machine.control);
  }

  /**
   * Boots a machine whose disk is as it was when the tree was made, and waits until it has booted.
   * @throws LabFailure when it is not to be had, or does not boot in time
   */
  static async boot({ files = {} }: TreeOptions = {}): Promise<TreeMachine> {
    const tree = await prepareTree();
    const accelerator = await findAccelerator(tree);
    const folder = mkdtempSync(join(tmpdir(), 'ipvsadm-tree-'));
    // The guest's processes need not be this user.
    chmodSync(folder, 0o755);
    for (const name of SHARED) copyFileSync(join(import.meta.dirname, name), join(folder, name));
    for (const [name, file] of Object.entries({ 'debian/ipvsadm.deb': tree.peer, ...files })) {
      mkdirSync(dirname(join(folder, 'files', name)), { recursive: true });
      copyFileSync(file, join(folder, 'files', name));
    }
    const start = { disk: tree.disk, keep: false, folder, next: '/sbin/init' };
    const args = [
      ...diskMachine(tree, accelerator, start),
      ...['-device', 'virtio-serial-pci,id=lines', ...port(1, 3)],
    ];
    const booted = new TreeMachine(startMachine({ program: qemu(tree), args, environment: {} }, folder, undefined));
    try {
      await booted.#ready();
    } catch (error) {
      await booted.close();
      throw error;
    }
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

  /** Has systemd stop everything and start the machine again, with the disk as it is then. */
  async reboot(): Promise<void> {
    // The agent may be ended before it has answered.
    this.#send('systemctl --no-block reboot');
    await this.#ready();
  }

  /** Ends the machine at once, and forgets its disk. */
  async close(): Promise<void> {
    if (this.#machine.process.exitCode !== null) return;
    const closed = once(this.#machine.process, 'close');
    this.#machine.stop();
    await closed;
  }

  #send(script: string): void {
    const bytes = Buffer.from(script);
    this.#machine.control.write(`${bytes.length}\n`);
    this.#machine.control.write(bytes);
  }

  #ready(): Promise<void> {
    return this.#within(BOOT_LIMIT, `the tree did not boot in ${BOOT_LIMIT} s`, () => this.#answers.ready());
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
