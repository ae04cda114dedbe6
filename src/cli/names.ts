import { readFileSync } from 'node:fs';
import type { Protocol } from '../ipvs/model.ts';
import { type Names, UnresolvedName } from '../rules/names.ts';

const SERVICES_FILE = '/etc/services';

/** The names that this machine knows: services(5), and hosts by the resolver of the C library (hosts(5), DNS). */
export class SystemNames implements Names {
  readonly #hosts = new Map<string, string | undefined>();
  #services: ReadonlyMap<string, number> | undefined;

  host(name: string): string | undefined {
    if (!this.#hosts.has(name)) throw new UnresolvedName(name);
    return this.#hosts.get(name);
  }

  service(name: string, protocol: Protocol): number | undefined {
    this.#services ??= readServices();
    return this.#services.get(`${name}/${protocol}`);
  }

  /** Looks hosts up, side by side: IPv4 first, then IPv6. One that has no address is known to have none from then on. */
  async lookup(names: Iterable<string>): Promise<void> {
    const { lookup } = await import('node:dns/promises');
    const find = (name: string, family: 4 | 6) => lookup(name, { family }).then(({ address }) => address);
    await Promise.all(
      [...names].map(async (name) => {
        const address = await find(name, 4).catch(() => find(name, 6).catch(() => undefined));
        this.#hosts.set(name, address);
      }),
    );
  }
}

/** Ports by `name/protocol`, aliases included; no service has a name where the file cannot be read. */
function readServices(): ReadonlyMap<string, number> {
  const ports = new Map<string, number>();
  for (const line of readServicesFile().split('\n')) {
    const [name, entry, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const [port, protocol] = entry?.split('/') ?? [];
    for (const spelling of [name, ...aliases]) {
      const key = `${spelling}/${protocol}`;
      if (protocol !== undefined && !ports.has(key)) ports.set(key, Number(port));
    }
  }
  return ports;
}

function readServicesFile(): string {
  try {
    return readFileSync(SERVICES_FILE, 'utf8');
  } catch {
    return '';
  }
}

/** Reads with names: as often as reading stops at a host, looks it up and reads again. */
export async function withNames<T>(names: SystemNames, read: (names: Names) => T): Promise<T> {
  for (;;) {
    try {
      return read(names);
    } catch (error) {
      if (!(error instanceof UnresolvedName)) throw error;
      await names.lookup([error.host]);
    }
  }
}
