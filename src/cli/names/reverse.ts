import { canonicalAddress } from '../../ipvs/address.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import type { Naming } from '../../rules/naming.ts';
import { Patience } from './deadline.ts';
import { systemHosts } from './hosts.ts';
import { Pointers } from './ptr.ts';
import { systemServices } from './services.ts';

/** Milliseconds that all look-ups of one run may take together: a dead resolver costs this and no more. */
const PATIENCE = 3_000;

/** Addresses whose names are remembered while a long listing goes on. */
const REMEMBERED = 65_536;

/**
 * Names of addresses: hosts(5) first, then DNS. Each address is asked for once, all side by side, and what has not answered
 * when patience ends stays a number.
 */
export class ReverseNames {
  readonly #names = new Map<string, string | undefined>();
  readonly #hosts = systemHosts();
  readonly #patience = new Patience(PATIENCE);
  #pointers: Pointers | undefined;

  /** Asks for the names of addresses that were not asked for before. */
  async lookup(addresses: Iterable<string>): Promise<void> {
    const unknown = [...new Set(addresses)].filter((address) => !this.#names.has(address));
    const asked: string[] = [];
    for (const address of unknown) {
      const name = this.#hosts.names.get(canonicalAddress(address));
      this.#names.set(address, name);
      if (name === undefined) asked.push(address);
    }
    if (asked.length > 0 && this.#patience.left > 0) await this.#ask(asked);
  }

  /** Forgets what was looked up when it has become much: a listing may be longer than memory. */
  forget(): void {
    if (this.#names.size > REMEMBERED) this.#names.clear();
  }

  /** Writes endpoints with the names that are known; an IPv6 address keeps its brackets. */
  readonly naming: Naming = (address, port, protocol) => {
    const service = systemServices().names.get(`${port}/${protocol}`) ?? String(port);
    const name = this.#names.get(address);
    if (name === undefined) return formatEndpoint(address, service);
    return address.includes(':') ? `[${name}]:${service}` : `${name}:${service}`;
  };

  async #ask(addresses: readonly string[]): Promise<void> {
    this.#pointers ??= new Pointers(await import('node:dns/promises'));
    await this.#patience.waitFor(this.#pointers.ask(addresses, (address, name) => this.#names.set(address, name)));
    if (this.#patience.left <= 0) this.#pointers.close();
  }
}
