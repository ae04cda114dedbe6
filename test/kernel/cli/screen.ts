import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terminal } from '@xterm/headless';
import { expect } from 'vitest';
import { OURS } from './outcome.ts';

export interface ScreenOptions {
  readonly rows?: number;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Our command line on a terminal of its own, as its user sees it: script(1) has the terminal, xterm.js the screen. */
export class Screen {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ipvsadm-screen-'));
  readonly #terminal: Terminal;
  readonly #script: ChildProcess;
  #output = '';

  /**
   * @param words those of our command line
   * @param after shell commands on the same terminal once it has ended
   */
  constructor(words: readonly string[], { rows = 24, columns = 100, env = {} }: ScreenOptions = {}, after = ':') {
    this.#terminal = new Terminal({ rows, cols: columns, allowProposedApi: true });
    const command = [...OURS, ...words].map((word) => `'${word}'`).join(' ');
    const files = ['terminal', 'pid', 'status'].map((name) => this.#path(name));
    const line = `tty >${files[0]}; stty rows ${rows} cols ${columns}; sh -c 'echo $$ >${files[1]}; exec "$@"' sh ${command}; echo $? >${files[2]}; ${after}`;
    this.#script = spawn('script', ['-qfec', line, '/dev/null'], {
      env: { ...process.env, LANG: 'C.UTF-8', ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#script.stdout?.on('data', (data: Buffer) => {
      this.#output += data.toString();
      this.#terminal.write(data);
    });
  }

  /** All that was written to the terminal. */
  get output(): string {
    return this.#output;
  }

  /** The screen as it is now. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  }

  /** Which of the two screens is shown: the other one is the live view's. */
  get isOther(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** Waits until a text is on the screen. */
  async shows(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.lines.join('\n'), { timeout: 20_000 }).toMatch(text);
  }

  press(keys: string): void {
    this.#script.stdin?.write(keys);
  }

  resize(rows: number, columns: number): void {
    this.#terminal.resize(columns, rows);
    const terminal = readFileSync(this.#path('terminal'), 'utf8').trim();
    execFileSync('stty', ['-F', terminal, 'rows', String(rows), 'cols', String(columns)]);
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(Number(readFileSync(this.#path('pid'), 'utf8')), signal);
  }

  /** Waits for the end; returns the status as a shell sees it. */
  async end(): Promise<number> {
    if (this.#script.exitCode === null) await once(this.#script, 'close');
    return Number(readFileSync(this.#path('status'), 'utf8'));
  }

  /** Ends it if it has not ended, and forgets it. */
  close(): void {
    this.#script.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true });
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
