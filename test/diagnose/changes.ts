/** Small changes of recorded facts. */

import { boot } from '../../src/diagnose/facts/boot.ts';
import { claims } from '../../src/diagnose/facts/claims.ts';
import type { Answer } from '../../src/diagnose/facts/connect.ts';
import type { ConnectionSum } from '../../src/diagnose/facts/connections.ts';
import { connections } from '../../src/diagnose/facts/connections.ts';
import { counters } from '../../src/diagnose/facts/counters.ts';
import { iptables } from '../../src/diagnose/facts/iptables.ts';
import { type CountedServer, type CountedService, ipvs } from '../../src/diagnose/facts/ipvs.ts';
import { type Listener, listeners } from '../../src/diagnose/facts/listeners.ts';
import { addresses, links, neighbours } from '../../src/diagnose/facts/network.ts';
import { nftables } from '../../src/diagnose/facts/nftables.ts';
import { owners } from '../../src/diagnose/facts/owners.ts';
import { type Paths, paths } from '../../src/diagnose/facts/paths.ts';
import { probes } from '../../src/diagnose/facts/probes.ts';
import { routes, type Way } from '../../src/diagnose/facts/routes.ts';
import { sysctls } from '../../src/diagnose/facts/sysctls.ts';
import type { Ruleset } from '../../src/diagnose/firewall/nftables.ts';
import type { Daemon } from '../../src/ipvs/model.ts';
import type { InterfaceAddress, Link, NeighbourState } from '../../src/route/model.ts';
import type { RecordedHost } from './recorded-host.ts';

type Changed = (host: RecordedHost) => RecordedHost;

/** Makes several changes of a host. */
export const changed = (host: RecordedHost, ...changes: readonly Changed[]): RecordedHost =>
  changes.reduce((one, change) => change(one), host);

/** The host without an address. */
export const withoutAddress =
  (address: string): Changed =>
  (host) =>
    host.with(addresses, (all) => all.filter((one) => one.address !== address));

/** Other properties of an address. */
export const withAddress =
  (address: string, change: Partial<InterfaceAddress>): Changed =>
  (host) =>
    host.with(addresses, (all) => all.map((one) => (one.address === address ? { ...one, ...change } : one)));

/** Another answer of the kernel about the way to an address. */
export const withWay =
  (to: string, answer: Omit<Way, 'to'>): Changed =>
  (host) =>
    host.with(routes, (all) => [...all.filter((way) => way.to !== to), { to, ...answer }]);

/** Other properties of an interface. */
export const withLink =
  (name: string, change: Partial<Link>): Changed =>
  (host) =>
    host.with(links, (all) => all.map((link) => (link.name === name ? { ...link, ...change } : link)));

/** Another state of a neighbour. */
export const withNeighbour =
  (index: number, address: string, state: NeighbourState): Changed =>
  (host) =>
    host.with(neighbours, (all) => [...all.filter((one) => one.address !== address), { index, address, state }]);

/** Another value of a setting, by its path below /proc/sys. */
export const withSetting =
  (path: string, value: string): Changed =>
  (host) =>
    host.with(sysctls, (all) => ({ ...all, [path]: value }));

/** Other properties of all real servers; `undefined` leaves one out. */
export const withServers =
  (change: (server: CountedServer) => CountedServer | undefined): Changed =>
  (host) =>
    host.with(ipvs, (table) => ({
      ...table,
      entries: table.entries.map((entry) => ({
        ...entry,
        servers: entry.servers.flatMap((server) => change(server) ?? []),
      })),
    }));

export const withDaemons =
  (...daemons: readonly Daemon[]): Changed =>
  (host) =>
    host.with(ipvs, (table) => ({ ...table, daemons }));

/** Programs that run beside those that ran. */
export const withPrograms =
  (...names: readonly string[]): Changed =>
  (host) =>
    host.with(owners, (all) => [...all, ...names]);

/** Other connections to a real server. */
export const withConnections =
  (address: string, change: Partial<ConnectionSum>): Changed =>
  (host) =>
    host.with(connections, (all) =>
      all.map((sum) => (sum.destination.address === address ? { ...sum, ...change } : sum)),
    );

/** Rules of iptables for IPv4, as lines of iptables-save. */
export const withIptables =
  (...lines: readonly string[]): Changed =>
  (host) =>
    host.with(iptables, (all) => ({ ...all, ipv4: [...lines] }));

/** Rules of nftables, as nft prints them in JSON. */
export const withNftables =
  (...objects: Ruleset): Changed =>
  (host) =>
    host.with(nftables, () => objects);

/** Counters of the network, and what was added while they were watched. */
export const withCounter =
  (name: string, total: number, growth: number): Changed =>
  (host) =>
    host.with(counters, ({ totals }) => ({ totals: { ...totals, [name]: total }, growth: { [name]: growth } }));

/** Other settings of the virtual services. */
export const withServices =
  (change: Partial<CountedService>): Changed =>
  (host) =>
    host.with(ipvs, (table) => ({
      ...table,
      entries: table.entries.map((entry) => ({ ...entry, service: { ...entry.service, ...change } })),
    }));

/** No connections, as where no client has come. */
export const withoutConnections: Changed = (host) => host.with(connections, () => []);

/** What a server has answered to a probe. */
export const withProbe =
  (address: string, answer: Answer): Changed =>
  (host) =>
    host.given(probes, { servers: [{ address, port: 80, answer }], leftOut: 0 });

/** Who has answered ARP for a virtual address, and the hardware addresses of others in the network of the interface. */
export const withClaim =
  (index: number, virtual: string, linkAddress: string, others: Readonly<Record<string, string>> = {}): Changed =>
  (host) =>
    host.given(claims, {
      asked: 1,
      leftOut: 0,
      answers: [{ index, address: virtual, linkAddress }],
      others: Object.entries(others).map(([address, linkAddress]) => ({ index, address, linkAddress })),
    });

/** What becomes of packets of full size to a server of a tunnel. */
export const withPath =
  (address: string, found: Omit<Paths['servers'][number], 'address'>): Changed =>
  (host) =>
    host.given(paths, { servers: [{ address, ...found }], leftOut: 0 });

/** Rules that Debian restores at boot. */
export const withBootRules =
  (...lines: readonly string[]): Changed =>
  (host) =>
    host.with(boot, () => ({
      rules: { path: '/etc/ipvsadm.rules', startedBy: '/etc/rc2.d/S01ipvsadm', lines: [...lines] },
    }));

/** Other sockets that wait for clients. */
export const withListeners =
  (...all: readonly Listener[]): Changed =>
  (host) =>
    host.with(listeners, () => [...all]);
