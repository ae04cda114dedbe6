import { formatEndpoint } from '../../rules/endpoint.ts';
import type { Naming } from '../../rules/naming.ts';
import { addressKey, parseHosts } from './hosts.ts';
import { readOrEmpty, systemServices } from './services.ts';

const HOSTS_FILE = '/etc/hosts';

/** Milliseconds that all look-ups of one run may take together: a dead resolver costs this and no more. */
const PATIENCE = 3_000;

/**
 * Names of addresses: hosts(5) first, then DNS. Each address is asked for once, all side by side, and what has not answered
 * when patience ends stays a number.
 */
export class ReverseNames {
  readonly #names = new Map<string, string | undefined>();
  readonly #hosts = parseHosts(readOrEmpty(HOSTS_FILE));
  #patience = PATIENCE;

  /** Asks for the names of addresses that were not asked for before. */
  async lookup(addresses: Iterable<string>): Promise<void> {
    const unknown = [...new Set(addresses)].filter((address) => !this.#names.has(address));
    const asked: string[] = [];
    for (const address of unknown) {
      const name = this.#hosts.get(addressKey(address));
      this.#names.set(address, name);
      if (name === undefined) asked.push(address);
    }
    if (asked.length > 0 && this.#patience > 0) await this.#askResolver(asked);
  }

  /** Forgets what was looked up, for listings that are longer than memory. */
  forget(): void {
    this.#names.clear();
  }

  /** Writes endpoints with the names that are known; an IPv6 address keeps its brackets. */
  readonly naming: Naming = (address, port, protocol) => {
    const service = systemServices().names.get(`${port}/${protocol}`) ?? String(port);
    const name = this.#names.get(address);
    if (name === undefined) return formatEndpoint(address, service);
    return address.includes(':') ? `[${name}]:${service}` : `${name}:${service}`;
  };

  async #askResolver(addresses: readonly string[]): Promise<void> {
    const { Resolver } = await import('node:dns/promises');
    const resolver = new Resolver({ timeout: Math.ceil(this.#patience), tries: 1 });
    const start = performance.now();
    const timer = setTimeout(() => resolver.cancel(), this.#patience);
    await Promise.all(
      addresses.map(async (address) => {
        const [name] = await resolver.reverse(address).catch(() => []);
        if (name !== undefined) this.#names.set(address, name);
      }),
    );
    clearTimeout(timer);
    this.#patience -= performance.now() - start;
  }
}
