import type { Action } from './keys.ts';
import { type Row, sameRow } from './order.ts';

/** The rows, which of them is selected, and which are on the screen. */
export class Cursor {
  #rows: readonly Row[] = [];
  #at = 0;
  #top = 0;
  #height = 1;

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get selected(): Row | undefined {
    return this.#rows[this.#at];
  }

  /** The rows on the screen. */
  get window(): readonly Row[] {
    return this.#rows.slice(this.#top, this.#top + this.#height);
  }

  /**
   * Takes other rows.
   *
   * @param selected what to select; where it is gone, the selection stays in its place
   */
  show(rows: readonly Row[], selected = this.selected): void {
    this.#rows = rows;
    const found = selected === undefined ? -1 : rows.findIndex((row) => sameRow(row, selected));
    this.#select(found < 0 ? this.#at : found);
  }

  /** Moves the window so that the selected row is in it. */
  fit(height: number): void {
    this.#height = Math.max(1, height);
    const last = Math.max(0, this.#rows.length - this.#height);
    this.#top = Math.min(Math.max(this.#top, this.#at - this.#height + 1), this.#at, last);
  }

  /** Selects another row; `false` for an action that does not. */
  move(action: Action): boolean {
    const targets: Partial<Record<Action, number>> = {
      up: this.#at - 1,
      down: this.#at + 1,
      'page-up': this.#at - this.#height,
      'page-down': this.#at + this.#height,
      first: 0,
      last: this.#rows.length - 1,
    };
    const target = targets[action];
    if (target !== undefined) this.#select(target);
    return target !== undefined;
  }

  #select(row: number): void {
    this.#at = Math.max(0, Math.min(row, this.#rows.length - 1));
  }
}
