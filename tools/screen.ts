import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
// A CommonJS module, whose names Node does not find.
import xterm, { type IBuffer, type Terminal } from '@xterm/headless';
import { programWords } from './programs.ts';

/** Milliseconds until something has to be on the screen, and between two looks. */
const LIMIT = 30_000;
const INTERVAL = 50;

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
    this.#terminal = new xterm.Terminal({ rows, cols: columns, allowProposedApi: true });
    const command = [...programWords('ipvsadm'), ...words].map((word) => `'${word}'`).join(' ');
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

  /** The screen as it is now, by its cells. */
  get buffer(): IBuffer {
    return this.#terminal.buffer.active;
  }

  /** The same as text. */
  get lines(): string[] {
    const { buffer } = this;
    return Array.from({ length: this.#terminal.rows }, (_, row) => buffer.getLine(row)?.translateToString(true) ?? '');
  }

  /** Which of the two screens is shown: the other one is the live view's. */
  get isOther(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  /** Waits until a text is on the screen. */
  async shows(text: string | RegExp): Promise<void> {
    const end = performance.now() + LIMIT;
    for (;;) {
      const screen = this.lines.join('\n');
      if (typeof text === 'string' ? screen.includes(text) : text.test(screen)) return;
      if (performance.now() > end) throw new Error(`not on the screen: ${text}\n${screen}`);
      await setTimeout(INTERVAL);
    }
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
