import { addressFamily, requireAddress } from '../../ipvs/address.ts';
import { codeOf } from '../../netlink/errors.ts';
import { parseInetAton } from '../../rules/address.ts';
import { couldBeName } from '../../rules/endpoint.ts';
import { forEachLimited, withTimeout } from './limits.ts';

/** Attempts for each address, and milliseconds until the next attempt, which goes to the next name server. */
const ATTEMPTS = 3;
const ATTEMPT_TIME = 1_000;

/** Addresses that are looked up at a time: of several hundred questions at once, some are lost on their way. */
const AT_ONCE = 128;

/** Errors that say that there is no name. After any other error, another server may know one. */
const ABSENT: readonly unknown[] = ['ENOTFOUND', 'ENODATA'];

type Dns = typeof import('node:dns/promises');
type Resolver = InstanceType<Dns['Resolver']>;

/** Names of addresses by DNS (PTR records), from the first name server of resolv.conf(5) that answers. */
export class PtrResolver {
  readonly #servers: readonly Resolver[];
  /** The server that is asked: the one that answered last. */
  #current = 0;
  #closed = false;

  /** @param dns the module, which is loaded only when it is needed */
  constructor({ getServers, Resolver }: Dns) {
    this.#servers = getServers().map((address) => {
      const server = new Resolver({ timeout: ATTEMPTS * ATTEMPT_TIME, tries: 1 });
      server.setServers([address]);
      return server;
    });
  }

  /** Looks up the names of addresses, and calls `found` for each name. */
  async ask(addresses: readonly string[], found: (address: string, name: string) => void): Promise<void> {
    await forEachLimited(addresses, AT_ONCE, async (address) => {
      const name = await this.#name(address);
      if (name !== undefined && !this.#closed) found(address, name);
    });
  }

  /** Gives up the look-ups that are under way; `found` is not called any more. */
  close(): void {
    this.#closed = true;
    for (const server of this.#servers) server.cancel();
  }

  async #name(address: string): Promise<string | undefined> {
    const pointer = pointerName(address);
    const questions: Promise<string[]>[] = [];
    for (let attempt = 0; attempt < ATTEMPTS && !this.#closed; attempt++) {
      const asked = this.#current;
      const server = this.#servers[asked];
      if (server === undefined) break;
      questions.push(server.resolvePtr(pointer).catch(noName));
      // A late answer to an earlier question is as good as any.
      const names = await withTimeout(ATTEMPT_TIME, Promise.any(questions)).catch(() => undefined);
      if (names !== undefined) return names.find(isName);
      if (this.#current === asked) this.#current = (asked + 1) % this.#servers.length;
    }
    return undefined;
  }
}

function noName(error: unknown): string[] {
  if (ABSENT.includes(codeOf(error))) return [];
  throw error;
}

/**
 * The owner of an address may give it any name. Only a text that `-R` reads as a name again may stand in a listing:
 * never another address.
 */
const isName = (text: string): boolean => couldBeName(text) && parseInetAton(text) === undefined;

/** The name under which DNS has the name of an address: `1.0.0.10.in-addr.arpa` (RFC 1035, RFC 3596). */
export function pointerName(address: string): string {
  const bytes = [...requireAddress(address)];
  if (addressFamily(address) === 'ipv4') return `${bytes.reverse().join('.')}.in-addr.arpa`;
  const digits = bytes.flatMap((byte) => [byte >> 4, byte & 0xf].map((digit) => digit.toString(16)));
  return `${digits.reverse().join('.')}.ip6.arpa`;
}
