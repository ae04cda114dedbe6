import { addressFamily, requireAddress } from '../../ipvs/address.ts';
import { codeOf } from '../../netlink/errors.ts';
import { parseInetAton } from '../../rules/address.ts';
import { couldBeName } from '../../rules/endpoint.ts';
import { within } from './deadline.ts';
import { inTurn } from './limited.ts';

/** How often an address is asked for, and milliseconds from one time to the next, which is the next name server's. */
const TURNS = 3;
const TURN = 1_000;

/** Addresses that are asked for at a time: of several hundred questions at once, some are lost in the queues on their way. */
const AT_ONCE = 128;

/** Answers that say that there is no name. Whatever else goes wrong, another server may know better. */
const ABSENT: readonly unknown[] = ['ENOTFOUND', 'ENODATA'];

type Dns = typeof import('node:dns/promises');
type Resolver = InstanceType<Dns['Resolver']>;

/** Names of addresses by DNS: by the first of resolv.conf(5)'s name servers that answers. */
export class Pointers {
  readonly #servers: readonly Resolver[];
  /** The server that is asked: the one that answered last. */
  #current = 0;
  #closed = false;

  /** @param dns the module, which is loaded only when it is needed */
  constructor({ getServers, Resolver }: Dns) {
    this.#servers = getServers().map((address) => {
      const server = new Resolver({ timeout: TURNS * TURN, tries: 1 });
      server.setServers([address]);
      return server;
    });
  }

  /** Asks for the names of addresses, and tells each that there is. */
  async ask(addresses: readonly string[], tell: (address: string, name: string) => void): Promise<void> {
    await inTurn(addresses, AT_ONCE, async (address) => {
      const name = await this.#name(address);
      if (name !== undefined && !this.#closed) tell(address, name);
    });
  }

  /** Gives up whatever is under way. */
  close(): void {
    this.#closed = true;
    for (const server of this.#servers) server.cancel();
  }

  async #name(address: string): Promise<string | undefined> {
    const pointer = pointerName(address);
    const questions: Promise<string[]>[] = [];
    for (let turn = 0; turn < TURNS && !this.#closed; turn++) {
      const asked = this.#current;
      const server = this.#servers[asked];
      if (server === undefined) break;
      questions.push(server.resolvePtr(pointer).catch(noName));
      // A slow answer to an earlier question is as good as any.
      const names = await within(TURN, Promise.any(questions)).catch(() => undefined);
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

/** Whoever owns an address may call it anything; a name has to be read as the name that it is, in a listing and by `-R`. */
const isName = (text: string): boolean => couldBeName(text) && parseInetAton(text) === undefined;

/** The name under which DNS has the name of an address: `1.0.0.10.in-addr.arpa` (RFC 1035, RFC 3596). */
export function pointerName(address: string): string {
  const bytes = [...requireAddress(address)];
  if (addressFamily(address) === 'ipv4') return `${bytes.reverse().join('.')}.in-addr.arpa`;
  const digits = bytes.flatMap((byte) => [byte >> 4, byte & 0xf].map((digit) => digit.toString(16)));
  return `${digits.reverse().join('.')}.ip6.arpa`;
}
