import type { Naming } from '../../rules/naming.ts';
import { Cursor } from './cursor.ts';
import { type Charset, History } from './history.ts';
import { type Action, actionOf } from './keys.ts';
import { arrange, ORDERS, type Order, type Row } from './order.ts';
import { type Measured, paceIn, totalOf } from './pace.ts';
import { connectionsPage, helpPage, type Page } from './pages.ts';
import { type Segment, styledLine } from './style.ts';
import { heading, rowName, serverName, tableLine } from './table.ts';
import type { Size } from './terminal.ts';
import { statusLine, TOTAL, totalLine } from './totals.ts';
import { type Asked, type Weighing, Weights } from './weights.ts';

/** What the user wants that is not a matter of the screen. */
export type Wish =
  | { readonly type: 'quit' | 'suspend' | 'interrupt' }
  | { readonly type: 'weigh'; readonly weighing: Weighing };

export interface ViewOptions {
  /** Seconds between two readings. */
  readonly interval: number;
  /** Whether keys may change the table. */
  readonly allowChanges: boolean;
  readonly naming: Naming;
  readonly charset: Charset;
  readonly colour: boolean;
}

/** Lines that are not rows: two above the table, its heading, and the last one. */
const FRAME = 4;

/** Columns of a listing that is no screen. */
const LISTING_COLUMNS = 160;

/** The live view: what is shown, and what keys do. It knows no terminal and no kernel. */
export class View {
  readonly #options: ViewOptions;
  readonly #history: History;
  readonly #weights: Weights;
  readonly #cursor = new Cursor();
  #measured: Measured = { seconds: undefined, services: [] };
  #total = totalOf([]);
  #order = 0;
  #isReversed = false;
  #filter = '';
  /** The filter while it is typed. */
  #typed: string | undefined;
  #allFolded = false;
  /** Services that are folded, or are not while all others are. */
  readonly #exceptions = new Set<string>();
  #page: Page | undefined;
  #asked: Extract<Asked, { question: string }> | undefined;
  #message: string | undefined;
  #isPaused = false;

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#history = new History(options.interval);
    this.#weights = new Weights(options.allowChanges);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Services that are on the screen. */
  get lookedAt(): ReadonlySet<string> {
    return new Set(this.#cursor.window.map(({ service: { id } }) => id));
  }

  /** What the connections are to be read of, if they are shown. */
  get connectionsOf(): Row | undefined {
    return this.#page?.connectionsOf;
  }

  /** Shows a new reading. */
  show(measured: Measured): void {
    this.#measured = measured;
    this.#total = totalOf(measured.services);
    if (measured.seconds !== undefined) this.#history.add(this.#paces());
    this.#arrange();
  }

  /** Shows lines on the page of connections. */
  showConnections(lines: readonly string[]): void {
    if (this.#page !== undefined) this.#page = { ...this.#page, lines };
  }

  /** Says something in the last line, until a key is pressed. */
  say(message: string): void {
    this.#message = message;
  }

  /** Does what a key asks for. */
  press(key: string): Wish | undefined {
    this.#message = undefined;
    const action = actionOf(key);
    // These two always do the same.
    if (action === 'interrupt' || action === 'suspend') return { type: action };
    if (this.#asked !== undefined) return this.#answer(key);
    if (this.#typed !== undefined) this.#type(key, this.#typed);
    else if (this.#page !== undefined) this.#page = undefined;
    else if (action === 'quit') return { type: action };
    else if (action !== undefined && !this.#cursor.move(action)) this.#do(action);
    return undefined;
  }

  /** The lines of a screen. */
  lines({ rows, columns }: Size): string[] {
    const { colour } = this.#options;
    const line = (segments: readonly Segment[], inverse = false): string =>
      styledLine(segments, { columns, colour, inverse });
    this.#cursor.fit(rows - FRAME);
    const lines = this.#page === undefined ? this.#tableLines(columns, line) : pageLines(this.#page, line);
    const blank = Math.max(0, rows - 1 - lines.length);
    return [...lines.slice(0, rows - 1), ...new Array<string>(blank).fill(''), line(this.#lastLine())];
  }

  /** All lines, as they are without a screen. */
  get listing(): readonly Segment[][] {
    const options = this.#tableOptions(LISTING_COLUMNS);
    return [this.#totals(), heading(options), ...this.#cursor.rows.map((row) => tableLine(row, options))];
  }

  #tableOptions(columns: number) {
    const { naming, charset } = this.#options;
    return { columns, naming, charset, history: this.#history };
  }

  *#paces(): Generator<readonly [string, number]> {
    for (const { id, change } of this.#measured.services) yield [id, paceIn(change)?.connections ?? 0];
    yield [TOTAL, this.#total.pace.connections];
  }

  #totals(): Segment[] {
    return totalLine(this.#total, this.#measured.seconds !== undefined, this.#history, this.#options.charset);
  }

  #tableLines(columns: number, line: Line): string[] {
    const options = this.#tableOptions(columns);
    const status = statusLine({
      interval: this.#options.interval,
      order: this.#orderRow.name,
      isReversed: this.#isReversed,
      filter: this.#filter,
      isPaused: this.#isPaused,
    });
    const { window, selected } = this.#cursor;
    return [
      line(status),
      line(this.#totals()),
      line(heading(options), true),
      ...window.map((row) => line(tableLine(row, options), row === selected)),
    ];
  }

  #lastLine(): Segment[] {
    if (this.#asked !== undefined) return [{ text: `${this.#asked.question} (y/n) `, style: 'warning' }];
    if (this.#typed !== undefined) return [{ text: `filter: ${this.#typed}_` }];
    if (this.#message !== undefined) return [{ text: this.#message, style: 'warning' }];
    if (this.#page !== undefined) return [{ text: 'any key goes back', style: 'dim' }];
    return [{ text: 'q quit  ? help  s sort  / filter  enter fold  c connections  space pause', style: 'dim' }];
  }

  get #orderRow(): Order {
    return ORDERS[this.#order] ?? ORDERS[0];
  }

  #arrange(selected?: Row): void {
    const rows = arrange(this.#measured.services, {
      order: this.#orderRow,
      isReversed: this.#isReversed,
      filter: (this.#typed ?? this.#filter).toLowerCase(),
      isFolded: (id) => this.#allFolded !== this.#exceptions.has(id),
      nameOf: (row) => rowName(row, this.#options.naming),
    });
    this.#cursor.show(rows, selected);
  }

  #do(action: Action): void {
    const row = this.#cursor.selected;
    if (action === 'sort') this.#order = (this.#order + 1) % ORDERS.length;
    else if (action === 'reverse') this.#isReversed = !this.#isReversed;
    else if (action === 'filter') this.#typed = '';
    else if (action === 'back') this.#filter = '';
    else if (action === 'pause') this.#isPaused = !this.#isPaused;
    else if (action === 'help') this.#page = helpPage();
    else if (action === 'connections' && row) this.#page = connectionsPage(row, this.#options.naming);
    else if (action === 'drain') this.#ask(this.#weights.drain(row, this.#serverName(row)));
    else if (action === 'undrain') this.#ask(this.#weights.undrain(row, this.#serverName(row)));
    else if (action === 'fold' && row) this.#fold(row.service.id);
    else if (action === 'fold-all') {
      this.#allFolded = !this.#allFolded;
      this.#exceptions.clear();
    }
    const folds = action === 'fold' || action === 'fold-all';
    this.#arrange(folds && row ? { service: row.service } : row);
  }

  #fold(id: string): void {
    if (!this.#exceptions.delete(id)) this.#exceptions.add(id);
  }

  #type(key: string, typed: string): void {
    if (key === 'return') {
      this.#filter = typed;
      this.#typed = undefined;
    } else if (key === 'escape') this.#typed = undefined;
    else if (key === 'backspace') this.#typed = typed.slice(0, -1);
    else if (key === 'space') this.#typed = `${typed} `;
    else if (Array.from(key).length === 1) this.#typed = typed + key;
    this.#arrange();
  }

  #ask(asked: Asked): void {
    if ('refusal' in asked) this.say(asked.refusal);
    else this.#asked = asked;
  }

  #answer(key: string): Wish | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked !== undefined && key.toLowerCase() === 'y' ? { type: 'weigh', weighing: asked.weighing } : undefined;
  }

  #serverName(row: Row | undefined): string {
    const { naming } = this.#options;
    return row?.server === undefined ? '' : serverName(row.service, row.server, naming);
  }
}

type Line = (segments: readonly Segment[], inverse?: boolean) => string;

const pageLines = ({ title, lines }: Page, line: Line): string[] => [
  line([{ text: title }], true),
  ...lines.map((text) => line([{ text }])),
];
