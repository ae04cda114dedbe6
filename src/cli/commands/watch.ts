import process from 'node:process';
import type { IpvsClient } from '../../ipvs/client.ts';
import type { CommandOf } from '../../rules/command.ts';
import { numeric } from '../../rules/naming.ts';
import type { Environment } from '../environment.ts';
import { EXIT, signalStatus } from '../exit-status.ts';
import { connectionLines } from '../live/connections.ts';
import { jsonLine } from '../live/json.ts';
import { measure } from '../live/pace.ts';
import { type LiveService, Reader, type Reading } from '../live/reading.ts';
import { plainLine } from '../live/style.ts';
import { Terminal } from '../live/terminal.ts';
import { View } from '../live/view.ts';
import type { Weighing } from '../live/weights.ts';
import { Window } from '../live/window.ts';
import { namesOf } from './entries.ts';

type Watch = CommandOf<'watch'>;

/** The status to exit with, or why there is nothing to watch. */
type Ended = { readonly status: number } | { readonly problem: string };

/**
 * Shows the table again and again: as a screen on a terminal, else as a line of JSON for each interval. This file is a
 * part of its own, with all that it needs (see `build/bundle.ts`), so it throws no error that the rest of the program
 * knows by its class.
 */
export async function watch(command: Watch, environment: Environment): Promise<Ended> {
  const client = await environment.client();
  const reader = new Reader(client, command.key);
  const onScreen = !command.json && (await environment.isTerminal());
  const first = await reader.read(onScreen && !command.once ? some : all);
  if (command.key !== undefined && first.services.length === 0) return { problem: 'No such service' };
  if (!onScreen) return { status: await stream(command, reader, first, environment) };
  const view = await newView(command, first);
  if (command.once) return { status: await once(command, view, reader, first, environment) };
  const terminal = new Terminal(environment.write);
  terminal.enter();
  try {
    return { status: await screen(command, { view, reader, client, terminal, first }) };
  } finally {
    terminal.leave();
  }
}

const all = (): boolean => true;

/** More than fit on a screen. Until it is filled, nobody knows what will be on it. */
const some = (_id: string, place: number): boolean => place < 100;

/** One object a line for each interval, from the end of the first one on. */
async function stream(command: Watch, reader: Reader, first: Reading, environment: Environment): Promise<number> {
  const window = new Window();
  window.add(first);
  for (let due = first.at; ; ) {
    due = Math.max(due + command.interval * 1000, performance.now());
    const signal = await environment.pause(due - performance.now());
    if (signal !== undefined) return signalStatus(signal);
    const now = await reader.read(all);
    environment.write(jsonLine(measure(window.add(now), now), new Date()));
    if (command.once) return EXIT.done;
  }
}

/** The table of one interval, as text. */
async function once(
  { interval }: Watch,
  view: View,
  reader: Reader,
  first: Reading,
  { pause, write }: Environment,
): Promise<number> {
  const signal = await pause(interval * 1000);
  if (signal !== undefined) return signalStatus(signal);
  view.show(measure(first, await reader.read(all)));
  write(view.listing.map((line) => `${plainLine(line)}\n`).join(''));
  return EXIT.done;
}

interface Shown {
  readonly view: View;
  readonly reader: Reader;
  readonly client: IpvsClient;
  readonly terminal: Terminal;
  readonly first: Reading;
}

/** The screen, until the user or a signal ends it. */
async function screen({ interval }: Watch, { view, reader, client, terminal, first }: Shown): Promise<number> {
  const window = new Window();
  let due = performance.now() + interval * 1000;
  view.show(measure(window.add(first), first));
  for (;;) {
    terminal.draw(view.lines(terminal.size));
    const event = await terminal.next(view.isPaused ? Number.POSITIVE_INFINITY : due - performance.now());
    if (event.type === 'signal') return signalStatus(event.signal);
    const wish = event.type === 'key' ? view.press(event.key) : undefined;
    if (wish?.type === 'quit') return EXIT.done;
    if (wish?.type === 'interrupt') return signalStatus('SIGINT');
    if (wish?.type === 'suspend') terminal.suspend();
    if (wish?.type === 'weigh') view.say(await weigh(client, wish.weighing));
    if (!view.isPaused && performance.now() >= due) {
      const { lookedAt } = view;
      const now = await reader.read((id) => lookedAt.has(id));
      view.show(measure(window.add(now), now));
      due = Math.max(due + interval * 1000, performance.now());
    }
    if (view.connectionsOf !== undefined) {
      view.showConnections(await connectionLines(client, view.connectionsOf, terminal.size.rows - 2));
    }
  }
}

/**
 * Gives a server a weight, and leaves its other settings as they are now.
 *
 * @returns what to tell
 */
async function weigh(client: IpvsClient, { key, server, weight }: Weighing): Promise<string> {
  try {
    const servers = await client.destinations(key);
    const now = servers.find(({ address, port }) => address === server.address && port === server.port);
    if (now === undefined) return 'it is gone';
    await client.change({ type: 'edit-destination', key, destination: { ...now, weight } });
    return `it has weight ${weight}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A view of a table; where names are wanted, with those of the addresses in the first reading. */
async function newView({ numeric: isNumeric, interval, allowChanges }: Watch, { services }: Reading): Promise<View> {
  const { NO_COLOR = '', LC_ALL, LC_CTYPE, LANG } = process.env;
  return new View({
    interval,
    allowChanges,
    naming: isNumeric ? numeric : await namesOf(services.map(entryOf)),
    charset: /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') ? 'utf8' : 'ascii',
    colour: NO_COLOR === '',
  });
}

const entryOf = ({ service, servers }: LiveService) => ({ service, destinations: servers });
