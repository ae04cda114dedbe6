import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Change } from '../../ipvs/converge/take-back.ts';
import type { Wanted } from '../../ipvs/converge/wanted.ts';
import type { Operation } from '../../ipvs/model.ts';
import { operationLines } from '../../rules/operation-line.ts';
import { entryLines } from '../../rules/write-rules.ts';
import type { Environment } from '../environment.ts';
import { readOrEmpty } from '../files/read-or-empty.ts';
import { readDescription } from '../input/description.ts';
import { cannot } from '../report/errors.ts';

/** When a change is taken back. */
export interface Term {
  /** Text that no other change has. */
  readonly id: string;
  /** Seconds that are left, fewer than 0 when the time is over. */
  readonly left: number;
}

/** The change that waits for confirmation: a folder, which is there whole or not at all. */
export class Pending {
  readonly #folder: string;
  /** What became of the last change that nobody has confirmed. */
  readonly #end: string;
  readonly #names: Environment['names'];

  constructor({ folders, names }: Pick<Environment, 'folders' | 'names'>) {
    const { passing } = folders();
    this.#folder = `${passing}/pending`;
    this.#end = `${passing}/rolled-back`;
    this.#names = names;
  }

  /** Its term; `undefined` where no change waits. */
  get term(): Term | undefined {
    const id = readOrEmpty(`${this.#folder}/until`);
    const until = Date.parse(id.split(' ')[0] ?? '');
    return id === '' ? undefined : { id, left: Math.round((until - Date.now()) / 1000) };
  }

  /**
   * Notes a change before it is made.
   *
   * @param seconds until it is taken back
   * @throws CommandError that names the folder
   */
  note({ before, after }: Change, seconds: number): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      const stage = mkdtempSync(`${this.#folder}-`);
      writeFileSync(`${stage}/before`, linesOf(before));
      writeFileSync(`${stage}/after`, linesOf(after));
      writeFileSync(`${stage}/until`, `${new Date(Date.now() + seconds * 1000).toISOString()} ${process.pid}\n`);
      // What is in the way is what a process has left that was killed while it forgot.
      rmSync(this.#folder, { recursive: true });
      renameSync(stage, this.#folder);
      rmSync(this.#end, { force: true });
    } catch (cause) {
      throw cannot(`write ${this.#folder}`, cause);
    }
  }

  /**
   * What it has changed.
   *
   * @throws CommandError when it cannot be read
   */
  async change(): Promise<Change> {
    return { before: await this.#read('before'), after: await this.#read('after') };
  }

  async #read(name: string): Promise<Wanted> {
    const path = `${this.#folder}/${name}`;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (cause) {
      throw cannot(`read ${path}`, cause);
    }
    return (await readDescription(text, this.#names)).wanted;
  }

  /** Forgets it. A process that waits for it sees that. */
  forget(): void {
    // The term first: without it the rest is nothing, if we are killed in between.
    rmSync(`${this.#folder}/until`, { force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Whether the process that takes it back has said that it is there. */
  get isWatched(): boolean {
    return existsSync(`${this.#folder}/watched`);
  }

  noteWatched(): void {
    writeFileSync(`${this.#folder}/watched`, `${process.pid}\n`);
  }

  /** How the last change was taken back by itself; empty where it was not. */
  get end(): string {
    return readOrEmpty(this.#end).trim();
  }

  noteEnd(text: string): void {
    writeFileSync(this.#end, `${text}\n`);
  }
}

/** A state as rules. */
function linesOf({ table, timeouts, daemons }: Wanted): string {
  const settings = timeouts === undefined ? '' : operationLines([{ type: 'set-timeouts', timeouts }]);
  const rows = Array.from(table.values(), ({ service, destinations }) =>
    entryLines({ service, destinations: [...destinations.values()] }),
  );
  const running = [...daemons.values()].flatMap((daemon): Operation[] =>
    daemon === undefined ? [] : [{ type: 'start-daemon', daemon }],
  );
  return [settings, ...rows, operationLines(running)].join('');
}
