import { Batch } from '../../ipvs/batch.ts';
import type { Command, CommandOf } from '../../rules/command.ts';
import type { Rule } from '../../rules/lines.ts';

/** Neighbouring changes, which go to the kernel together, and their lines in the same order. */
export interface Changes {
  readonly batch: Batch;
  readonly lines: number[];
}

/** What rules come to, in order: changes in batches, and between them whatever else a rule says. */
export class Steps {
  readonly #steps: (Changes | Rule)[] = [];
  #last: Changes | undefined;

  add(rule: Rule): void {
    const { line, command } = rule;
    if (isPlainChange(command)) {
      const { batch, lines } = this.#room();
      batch.add(command.operation);
      lines.push(line);
    } else {
      this.#steps.push(rule);
      this.#last = undefined;
    }
  }

  [Symbol.iterator](): Iterator<Changes | Rule> {
    return this.#steps.values();
  }

  #room(): Changes {
    if (this.#last === undefined || this.#last.batch.isFull) {
      this.#last = { batch: new Batch(), lines: [] };
      this.#steps.push(this.#last);
    }
    return this.#last;
  }
}

/** Whether a command is a change that the kernel's answer says all about. */
const isPlainChange = (command: Command): command is CommandOf<'change'> => command.type === 'change' && !command.exist;
