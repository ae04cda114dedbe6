import type { AddressFamily, Protocol } from '../../ipvs/model.ts';
import { codeOf } from '../../netlink/errors.ts';
import { UsageError } from '../../rules/errors.ts';
import type { Names } from '../../rules/names.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { type Hosts, systemHosts } from './hosts.ts';
import { forEachLimited, TimeBudget } from './limits.ts';
import { type Services, systemServices } from './services.ts';
import { setDefault } from './set-default.ts';

/** Milliseconds that all look-ups of one run may take together. */
const TIME_BUDGET = 10_000;

/**
 * A look-up of the C library cannot be given up, and the process does not end while one is under way. So the resolver
 * is told to give up by itself: after 4 seconds with one name server, 8 with two, 10 with three, which is the most.
 */
const RESOLVER_OPTIONS = 'timeout:2 attempts:2';

/** libuv has look-ups on half of its threads. More threads take longer to start than most look-ups do. */
const AT_ONCE = 32;
const THREADS = String(2 * AT_ONCE);

/** What getaddrinfo(3) says of a name that has no address of a family. Any other error may pass. */
const ABSENT: readonly unknown[] = ['ENOTFOUND', 'ENODATA'];

const OTHER: Readonly<Record<AddressFamily, AddressFamily>> = { ipv4: 'ipv6', ipv6: 'ipv4' };

/** Addresses for the time being of hosts that are not looked up yet: what is read with them is read again. */
const PLACEHOLDERS: Readonly<Record<AddressFamily, string>> = { ipv4: '0.0.0.0', ipv6: '::' };

type Lookup = typeof import('node:dns/promises').lookup;

/** The names that this machine knows: services(5), and hosts by hosts(5) or else by the resolver of the C library. */
export class SystemNames implements Names {
  readonly #found = new Map<string, string | undefined>();
  /** Hosts that were asked for and not looked up yet. */
  readonly #unknown = new Set<string>();
  readonly #unanswered = new Set<string>();
  readonly #budget: TimeBudget;
  /** Milliseconds that have to be left for a look-up to begin, so that none is under way when the budget ends. */
  readonly #reserve: number;
  #hosts: Hosts | undefined;
  #services: Services | undefined;

  /** @param milliseconds for all look-ups together */
  constructor(milliseconds = TIME_BUDGET) {
    this.#budget = new TimeBudget(milliseconds);
    this.#reserve = milliseconds / 2;
  }

  /** The probable cause of an error about a host: no resolver could say whether it has an address. */
  get hint(): string | undefined {
    const [host] = this.#unanswered;
    return host === undefined ? undefined : `no name server could answer for ${host}`;
  }

  host(written: string): string | undefined {
    const { name, preferred } = readHost(written);
    this.#hosts ??= systemHosts();
    const listed = this.#hosts.addresses.get(name.toLowerCase());
    if (listed !== undefined) return listed[preferred] ?? listed[OTHER[preferred]];
    if (this.#found.has(written)) return this.#found.get(written);
    this.#unknown.add(written);
    return PLACEHOLDERS[preferred];
  }

  service(name: string, protocol: Protocol): number | undefined {
    this.#services ??= systemServices();
    return this.#services.ports.get(`${name}/${protocol}`);
  }

  /**
   * Reads with names. Hosts that the reading asks for are looked up side by side, and then all is read again: what the
   * first reading returned or threw may be due to placeholders.
   *
   * @throws what reading throws, with a hint where a host that no resolver could answer for is the cause
   */
  async readWith<T>(read: () => T): Promise<T> {
    for (;;) {
      let outcome: () => T;
      try {
        const value = read();
        outcome = () => value;
      } catch (error) {
        outcome = () => {
          throw withHint(error, this.hint);
        };
      }
      if (this.#unknown.size === 0) return outcome();
      await this.lookup(this.#unknown);
      this.#unknown.clear();
    }
  }

  /** Looks hosts up, side by side. One that has no address, or none in time, is known to have none from then on. */
  async lookup(hosts: Iterable<string>): Promise<void> {
    const unknown = [...hosts];
    for (const host of unknown) {
      this.#found.set(host, undefined);
      this.#unanswered.add(host);
    }
    setDefault('RES_OPTIONS', RESOLVER_OPTIONS);
    setDefault('UV_THREADPOOL_SIZE', THREADS);
    const { lookup } = await import('node:dns/promises');
    await this.#budget.waitFor(forEachLimited(unknown, AT_ONCE, (host) => this.#resolve(host, lookup)));
  }

  async #resolve(host: string, lookup: Lookup): Promise<void> {
    const { name, preferred } = readHost(host);
    for (const family of [preferred, OTHER[preferred]]) {
      if (this.#budget.left < this.#reserve) return;
      try {
        const { address } = await lookup(name, { family: family === 'ipv4' ? 4 : 6 });
        this.#found.set(host, address);
        break;
      } catch (error) {
        // An address of the other family would be another one than the same rule gives in a minute.
        if (!ABSENT.includes(codeOf(error))) return;
      }
    }
    this.#unanswered.delete(host);
  }
}

/** The name of a host, and the family that is asked for first: the brackets around a name speak of IPv6. */
function readHost(written: string): { name: string; preferred: AddressFamily } {
  const [, bracketed] = /^\[(.*)\]$/.exec(written) ?? [];
  return bracketed === undefined ? { name: written, preferred: 'ipv4' } : { name: bracketed, preferred: 'ipv6' };
}

function withHint(error: unknown, hint: string | undefined): unknown {
  if (hint === undefined || !(error instanceof UsageError)) return error;
  return new CommandError(error.message, EXIT[error.kind], { cause: error, hint });
}
