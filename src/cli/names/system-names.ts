import type { Protocol } from '../../ipvs/model.ts';
import { type Names, UnresolvedName } from '../../rules/names.ts';
import { systemServices } from './services.ts';

/** The names that this machine knows: services(5), and hosts by the resolver of the C library (hosts(5), DNS). */
export class SystemNames implements Names {
  readonly #hosts = new Map<string, string | undefined>();

  host(name: string): string | undefined {
    if (!this.#hosts.has(name)) throw new UnresolvedName(name);
    return this.#hosts.get(name);
  }

  service(name: string, protocol: Protocol): number | undefined {
    return systemServices().ports.get(`${name}/${protocol}`);
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
