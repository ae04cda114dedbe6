import type { Protocol } from '../ipvs/model.ts';

/** Turns names into addresses and ports. The rules only ask; the command line knows hosts files and resolvers. */
export interface Names {
  /**
   * Address of a host, `undefined` when it has none. A `name` prefers its IPv4 address; a `[name]` prefers IPv6,
   * because `-S` writes hosts that have an IPv6 address in brackets.
   *
   * Reading never waits. A host that was not looked up yet gets a placeholder, and the
   * implementation notes it: look up what was noted, and read again.
   */
  host(written: string): string | undefined;
  /** Port of a service (services(5)), `undefined` when there is none of that name for the protocol. */
  service(name: string, protocol: Protocol): number | undefined;
}
