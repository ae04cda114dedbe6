/** What a key does in the table. */
export type Action =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'sort'
  | 'reverse'
  | 'filter'
  | 'fold'
  | 'fold-all'
  | 'pause'
  | 'connections'
  | 'drain'
  | 'undrain'
  | 'help'
  | 'back'
  | 'suspend'
  | 'interrupt'
  | 'quit';

interface KeyRow {
  readonly action: Action;
  /** Names as `keyName` gives them, in the order of the help. */
  readonly keys: readonly [string, ...string[]];
  readonly help: string;
}

/** The keys of the live view, in the order of its help. */
export const KEYS: readonly KeyRow[] = [
  { action: 'up', keys: ['up', 'k'], help: 'select the line above' },
  { action: 'down', keys: ['down', 'j'], help: 'select the line below' },
  { action: 'page-up', keys: ['pageup', 'ctrl-b'], help: 'go one screen up' },
  { action: 'page-down', keys: ['pagedown', 'ctrl-f'], help: 'go one screen down' },
  { action: 'first', keys: ['home', 'g'], help: 'go to the first line' },
  { action: 'last', keys: ['end', 'G'], help: 'go to the last line' },
  { action: 'sort', keys: ['s'], help: 'sort by the next column' },
  { action: 'reverse', keys: ['r'], help: 'reverse the order' },
  { action: 'filter', keys: ['/'], help: 'show only what has a text in its name' },
  { action: 'fold', keys: ['return', 'f'], help: 'hide or show the servers of a service' },
  { action: 'fold-all', keys: ['F'], help: 'hide or show the servers of all services' },
  { action: 'connections', keys: ['c'], help: 'show the connections of a service or a server' },
  { action: 'drain', keys: ['d'], help: 'give a server weight 0 (with --allow-changes)' },
  { action: 'undrain', keys: ['u'], help: 'give it its weight back (with --allow-changes)' },
  { action: 'pause', keys: ['space', 'p'], help: 'pause, and go on' },
  { action: 'help', keys: ['?', 'h'], help: 'show this help' },
  { action: 'back', keys: ['escape'], help: 'go back; end the filter' },
  { action: 'suspend', keys: ['ctrl-z'], help: 'suspend' },
  { action: 'quit', keys: ['q'], help: 'quit' },
  { action: 'interrupt', keys: ['ctrl-c'], help: 'quit' },
];

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  KEYS.flatMap(({ action, keys }) => keys.map((key) => [key, action] as const)),
);

/** What a key does; `undefined` for one that does nothing. */
export const actionOf = (key: string): Action | undefined => ACTIONS.get(key);

/** A key as `node:readline` tells of it. */
interface Keypress {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/**
 * Name of a key: the character that it types, or a word.
 *
 * @param text what it types, if anything
 */
export function keyName(text: string | undefined, { name = '', ctrl = false }: Keypress): string {
  if (ctrl) return `ctrl-${name}`;
  return text === undefined || text <= ' ' || text === DELETE ? name : text;
}

/** What the backspace key of most terminals sends. */
const DELETE = '\x7f';
