/** Runs the units as systemd does, on a machine whose `/etc` is the test's. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { programPath } from '../../tools/programs.ts';
import { parseEnvironmentFile } from './environment-file.ts';
import { jobProgram } from './systemctl.ts';
import { execWords, type Family, readUnit, shipped } from './unit-file.ts';

/** What the journal has of a job, and the status of the program that failed, 0 when none did. */
export interface JobOutcome {
  readonly status: number | null;
  readonly output: string;
}

/** In a mount namespace of its own, so that nobody else sees the folder; with what is mounted in it. */
const SCRIPT = 'mount --rbind "$0" /etc && exec "$@"';

export class Service {
  /** What `systemctl is-active` says. */
  state: 'inactive' | 'active' | 'failed' = 'inactive';
  readonly #family: Family;
  readonly #folder = mkdtempSync(join(tmpdir(), 'ipvsadm-service-'));

  /** @param scripts those that are installed with the unit */
  constructor(family: Family, scripts: readonly string[]) {
    this.#family = family;
    mkdirSync(join(this.#folder, 'sbin'));
    for (const name of ['ipvsadm', 'ipvsadm-save'] as const) symlinkSync(programPath(name), this.#program(name));
    for (const name of scripts) symlinkSync(shipped(family, name), this.#program(name));
  }

  /** Where a path in `/etc` is outside of the service. */
  path(inEtc: string): string {
    return join(this.#folder, inEtc);
  }

  write(inEtc: string, content: string): void {
    mkdirSync(dirname(this.path(inEtc)), { recursive: true });
    writeFileSync(this.path(inEtc), content);
  }

  read(inEtc: string): string {
    return readFileSync(this.path(inEtc), 'utf8');
  }

  remove(inEtc: string): void {
    rmSync(this.path(inEtc));
  }

  async start(): Promise<JobOutcome> {
    const outcome = await this.#run('ExecStart', 'start');
    this.state = outcome.status === 0 ? 'active' : 'failed';
    return outcome;
  }

  /** A reload that fails is one that was not made: the service is as active as before. */
  reload(): Promise<JobOutcome> {
    if (this.state !== 'active') throw new Error('only an active unit can be reloaded');
    return this.#run('ExecReload', 'reload');
  }

  /** A unit that is not active has nothing to be stopped. */
  async stop(job: 'stop' | 'restart' = 'stop'): Promise<JobOutcome> {
    if (this.state !== 'active') return { status: 0, output: '' };
    const outcome = await this.#run('ExecStop', job);
    this.state = outcome.status === 0 ? 'inactive' : 'failed';
    return outcome;
  }

  /** A stop that fails does not keep systemd from the start. */
  async restart(): Promise<JobOutcome> {
    const stopped = await this.stop('restart');
    const started = await this.start();
    return { status: stopped.status || started.status, output: stopped.output + started.output };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** The lines of one name, in order, until one fails. The unit and its EnvironmentFile are read each time. */
  async #run(name: 'ExecStart' | 'ExecReload' | 'ExecStop', job: string): Promise<JobOutcome> {
    writeFileSync(this.#program('systemctl'), jobProgram(job), { mode: 0o755 });
    const unit = readUnit(this.#family);
    let output = '';
    for (const line of unit.values('Service', name)) {
      const variables = unit.values('Service', 'EnvironmentFile').map((file) => this.#variables(file));
      const outcome = await this.#exec(execWords(line), Object.assign({}, ...variables));
      output += outcome.output;
      if (outcome.status !== 0) return { status: outcome.status, output };
    }
    return { status: 0, output };
  }

  #variables(file: string): Record<string, string> {
    const [, optional, inEtc] = /^(-?)\/etc\/(.*)$/.exec(file) ?? [];
    if (optional !== '-' || inEtc === undefined) throw new Error(`a file that need not be there, in /etc: ${file}`);
    try {
      return parseEnvironmentFile(this.read(join('etc', inEtc)));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
      throw error;
    }
  }

  /** The environment of a service has next to nothing of that of this process. */
  async #exec(words: readonly string[], variables: Readonly<Record<string, string>>): Promise<JobOutcome> {
    const path = [join(this.#folder, 'sbin'), dirname(process.execPath), process.env.PATH].join(':');
    const child = spawn('unshare', ['--mount', 'sh', '-c', SCRIPT, this.path('etc'), ...words], {
      cwd: '/',
      env: { PATH: path, LANG: 'C.UTF-8', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { status, output: stdout + stderr };
  }

  #program(name: string): string {
    return join(this.#folder, 'sbin', name);
  }
}
