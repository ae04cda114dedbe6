import type { Readable } from 'node:stream';
import type { Outcome } from '../program.ts';

/** Reads what agent.sh says: lines, and after some of them a number of bytes. */
export class Answers {
  #received = Buffer.alloc(0);
  readonly #line: Readable;

  constructor(line: Readable) {
    this.#line = line;
    // Not `once`: what comes between two questions must not be lost.
    line.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
  }

  /** The agent has started. What it said before belongs to a machine that is no more. */
  async ready(): Promise<void> {
    while ((await this.#takeLine()) !== 'ready');
  }

  /** How a script has ended. */
  async outcome(): Promise<Outcome> {
    const line = await this.#takeLine();
    const [, status, stdout, stderr] = /^exit (\d+) (\d+) (\d+)$/.exec(line) ?? [];
    if (stderr === undefined) throw new Error(`no answer of the agent: ${line}`);
    return {
      status: Number(status),
      stdout: (await this.#take(Number(stdout))).toString(),
      stderr: (await this.#take(Number(stderr))).toString(),
    };
  }

  async #takeLine(): Promise<string> {
    let end = this.#received.indexOf('\n');
    for (; end < 0; end = this.#received.indexOf('\n')) await this.#more();
    return (await this.#take(end + 1)).subarray(0, end).toString();
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#received.length < length) await this.#more();
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  /** Waits for a chunk; the listener of the constructor has added it by then. None comes from a machine that ends. */
  async #more(): Promise<void> {
    await new Promise((resolve) => this.#line.once('data', resolve));
  }
}
