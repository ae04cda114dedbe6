import { readOrEmpty } from '../files/read-or-empty.ts';

const SERVICES_FILE = '/etc/services';

/** services(5), both ways. */
export interface Services {
  /** Ports by `name/protocol`, aliases included. */
  readonly ports: ReadonlyMap<string, number>;
  /** Names by `port/protocol`. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads the text of services(5). When two lines name the same service or port, the first one counts. */
export function parseServices(text: string): Services {
  const ports = new Map<string, number>();
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [name, entry, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const [port, protocol] = entry?.split('/') ?? [];
    if (name === undefined || protocol === undefined) continue;
    for (const spelling of [name, ...aliases]) {
      if (!ports.has(`${spelling}/${protocol}`)) ports.set(`${spelling}/${protocol}`, Number(port));
    }
    if (!names.has(`${Number(port)}/${protocol}`)) names.set(`${Number(port)}/${protocol}`, name);
  }
  return { ports, names };
}

/** Reads the services of this machine; there are none when the file cannot be read. */
export const systemServices = (): Services => parseServices(readOrEmpty(SERVICES_FILE));
