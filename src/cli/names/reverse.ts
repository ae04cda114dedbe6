import { canonicalAddress } from '../../ipvs/address.ts';
import { formatEndpoint } from '../../rules/endpoint.ts';
import type { Naming } from '../../rules/naming.ts';
import { systemHosts } from './hosts.ts';
import { TimeBudget } from './limits.ts';
import { PtrResolver } from './ptr.ts';
import { type Services, systemServices } from './services.ts';

/** Milliseconds that all look-ups of one run may take together: a dead resolver costs this and no more. */
const TIME_BUDGET = 3_000;

/** Most addresses whose names are remembered during a long listing. */
const REMEMBERED = 65_536;

/**
 * Names of addresses: from hosts(5) first, then from DNS. Each address is asked for once, all of them side by side. An
 * address without a name when the time is used up stays a number.
 */
export class ReverseNames {
  readonly #names = new Map<string, string | undefined>();
  readonly #hosts = systemHosts();
  readonly #budget = new TimeBudget(TIME_BUDGET);
  #services: Services | undefined;
  #resolver: PtrResolver | undefined;

  /** Looks up the names of addresses that were not looked up before. */
  async lookup(addresses: Iterable<string>): Promise<void> {
    const unknown = [...new Set(addresses)].filter((address) => !this.#names.has(address));
    const asked: string[] = [];
    for (const address of unknown) {
      const name = this.#hosts.names.get(canonicalAddress(address));
      this.#names.set(address, name);
      if (name === undefined) asked.push(address);
    }
    if (asked.length > 0 && this.#budget.left > 0) await this.#ask(asked);
  }

  /** Forgets the names when they are too many, for use between two parts of a listing longer than the memory. */
  forget(): void {
    if (this.#names.size > REMEMBERED) this.#names.clear();
  }

  /** The name of an address, or the address itself where none is known. */
  readonly host = (address: string): string => this.#names.get(address) ?? address;

  /** Writes endpoints with the names that are known. The name of an IPv6 address is in brackets. */
  readonly naming: Naming = (address, port, protocol) => {
    this.#services ??= systemServices();
    const service = this.#services.names.get(`${port}/${protocol}`) ?? String(port);
    const name = this.#names.get(address);
    if (name === undefined) return formatEndpoint(address, service);
    return address.includes(':') ? `[${name}]:${service}` : `${name}:${service}`;
  };

  async #ask(addresses: readonly string[]): Promise<void> {
    this.#resolver ??= new PtrResolver(await import('node:dns/promises'));
    await this.#budget.waitFor(this.#resolver.ask(addresses, (address, name) => this.#names.set(address, name)));
    if (this.#budget.left <= 0) this.#resolver.close();
  }
}
