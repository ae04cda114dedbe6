import { readFileSync } from 'node:fs';

const SERVICES_FILE = '/etc/services';

/** services(5), both ways. */
export interface Services {
  /** Ports by `name/protocol`, aliases included. */
  readonly ports: ReadonlyMap<string, number>;
  /** Names by `port/protocol`. */
  readonly names: ReadonlyMap<string, string>;
}

/** Reads the table of services; where two lines speak of the same, the first one counts. */
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

let services: Services | undefined;

/** The services of this machine, read once; none have names where the file cannot be read. */
export function systemServices(): Services {
  services ??= parseServices(readOrEmpty(SERVICES_FILE));
  return services;
}

/** A file that a machine may do without. */
export function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
