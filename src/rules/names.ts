import type { Protocol } from '../ipvs/model.ts';

/** What turns names into addresses and ports; the rules only ask, the command line knows hosts files and resolvers. */
export interface Names {
  /**
   * Address of a host, `undefined` when it has none: of `name` the IPv4 address if there is one, of `[name]` the IPv6
   * address, because brackets are how `-S` writes hosts that have one.
   *
   * @throws UnresolvedName when it was not looked up yet: look it up and parse again
   */
  host(written: string): string | undefined;
  /** Port of a service (services(5)), `undefined` when there is none of that name for the protocol. */
  service(name: string, protocol: Protocol): number | undefined;
}

/** Parsing stopped at a host name that nobody has looked up yet. Parsing never waits, so the caller does. */
export class UnresolvedName extends Error {
  override readonly name = 'UnresolvedName';
  /** The host as it is written, in brackets or not. */
  readonly host: string;

  constructor(host: string) {
    super(`not looked up yet: ${host}`);
    this.host = host;
  }
}
