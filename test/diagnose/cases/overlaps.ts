import { connections } from '../../../src/diagnose/facts/connections.ts';
import { ipvs } from '../../../src/diagnose/facts/ipvs.ts';
import { kernel } from '../../../src/diagnose/facts/kernel.ts';
import type { AddressServiceKey, ServiceKey } from '../../../src/ipvs/model.ts';
import type { CasesByCode } from '../case.ts';
import { changed, withIptables, withoutConnections, withServers, withServices } from '../changes.ts';
import { DR, FWMARK, NAT } from '../hosts.ts';
import type { RecordedHost } from '../recorded-host.ts';

/** The host with a second service, like its own. */
const withService = (host: RecordedHost, key: ServiceKey): RecordedHost =>
  host.with(ipvs, (table) => ({
    ...table,
    entries: table.entries.flatMap((entry) => [{ ...entry, service: { ...entry.service, key } }, entry]),
  }));

const marked = withService(NAT, { fwmark: 10, family: 'ipv4' });

const marking = (...rules: readonly string[]) => withIptables('*mangle', ':PREROUTING ACCEPT', ...rules, 'COMMIT');

const VIP: Pick<AddressServiceKey, 'protocol' | 'address'> = { protocol: 'tcp', address: '192.168.100.100' };

/** Each service of a host as one of FTP. */
const asFtp = (host: RecordedHost): RecordedHost =>
  changed(
    host,
    withServices({ key: { ...VIP, port: 21 } }),
    withServers((server) => ({ ...server, port: 21 })),
    withoutConnections,
  );

const withoutModule = (host: RecordedHost, ...names: readonly string[]): RecordedHost =>
  host.with(kernel, (all) => ({ ...all, loaded: all.loaded.filter((one) => !names.includes(one)) }));

/** A service of UDP with a drained server, and connections to it of this many seconds. */
const udp = (age: number): RecordedHost =>
  changed(
    NAT,
    withServices({ key: { ...VIP, protocol: 'udp', port: 53 } }),
    withServers((server) => ({ ...server, port: 53, weight: server.address.endsWith('.100') ? 0 : 1 })),
  ).with(connections, (all) =>
    all.map((sum) => ({
      ...sum,
      protocol: 'UDP',
      virtual: { address: VIP.address, port: 53 },
      destination: { ...sum.destination, port: 53 },
      states: { UDP: 2 },
      longest: { UDP: [300 - age, 20] },
    })),
  );

export const OVERLAPS: CasesByCode = {
  LVS208: {
    fires: [
      {
        title: 'the packets of a service by address have the mark of another',
        host: changed(
          marked,
          marking('-A PREROUTING -d 192.168.100.100/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0xa/0xffffffff'),
        ),
        objects: ['tcp:192.168.100.100:80'],
      },
      {
        title: 'a later rule clears another bit',
        host: changed(
          marked,
          marking('-A PREROUTING -j MARK --set-xmark 0xa/0xffffffff', '-A PREROUTING -j MARK --set-xmark 0x0/0x100'),
        ),
        objects: ['tcp:192.168.100.100:80'],
      },
    ],
    silent: [
      {
        title: 'another port is marked',
        host: changed(marked, marking('-A PREROUTING -p tcp -m tcp --dport 443 -j MARK --set-xmark 0xa/0xffffffff')),
      },
      {
        title: 'some clients are marked',
        host: changed(marked, marking('-A PREROUTING -s 192.168.100.0/28 -j MARK --set-xmark 0xa/0xffffffff')),
      },
      {
        title: 'a later rule sets another mark',
        host: changed(
          marked,
          marking(
            '-A PREROUTING -j MARK --set-xmark 0xa/0xffffffff',
            '-A PREROUTING -j MARK --set-xmark 0xb/0xffffffff',
          ),
        ),
      },
      {
        title: 'a later rule sets another bit',
        host: changed(
          marked,
          marking('-A PREROUTING -j MARK --set-xmark 0xa/0xffffffff', '-A PREROUTING -j MARK --set-xmark 0x100/0x100'),
        ),
      },
      {
        title: 'the mark has no service',
        host: changed(NAT, marking('-A PREROUTING -j MARK --set-xmark 0xa/0xffffffff')),
      },
      { title: 'there is the service of the mark alone', host: FWMARK },
    ],
  },
  LVS209: {
    fires: [
      {
        title: 'the module is not loaded',
        host: withoutModule(asFtp(NAT), 'ip_vs_ftp'),
        objects: ['tcp:192.168.100.100:21'],
      },
    ],
    silent: [
      { title: 'the module is loaded', host: asFtp(NAT) },
      { title: 'it may be built in', host: withoutModule(asFtp(NAT), 'ip_vs_ftp', 'ip_vs') },
      { title: 'it is no service of FTP', host: withoutModule(NAT, 'ip_vs_ftp') },
      {
        title: 'another service takes all ports',
        host: withoutModule(withService(asFtp(NAT), { ...VIP, port: 0 }), 'ip_vs_ftp'),
      },
    ],
  },
  LVS210: {
    fires: [
      { title: 'a client is not known at its second connection', host: asFtp(DR), objects: ['tcp:192.168.100.100:21'] },
    ],
    silent: [
      { title: 'the service is persistent', host: changed(asFtp(DR), withServices({ persistence: { timeout: 360 } })) },
      { title: 'ip_vs_ftp takes care of NAT servers', host: asFtp(NAT) },
      {
        title: 'the only server is this machine',
        host: changed(
          asFtp(DR),
          withServers((server) => ({ ...server, forwarding: 'local' })),
        ),
      },
    ],
  },
  LVS211: {
    fires: [{ title: 'a client keeps sending', host: udp(1), objects: ['udp:192.168.100.100:53/192.168.2.100:53'] }],
    silent: [
      { title: 'nobody has sent for a minute', host: udp(60) },
      { title: 'each packet is scheduled', host: changed(udp(1), withServices({ onePacket: true })) },
      {
        title: 'no server is drained',
        host: changed(
          udp(1),
          withServers((server) => ({ ...server, weight: 1 })),
        ),
      },
    ],
  },
};
