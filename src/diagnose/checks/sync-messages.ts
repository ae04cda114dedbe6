import type { Daemon, Protocol } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { type Entry, ipvs } from '../facts/ipvs.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { type Decision, dropOf } from '../firewall/evaluate.ts';
import type { Firewall } from '../firewall/firewall.ts';
import type { Packet } from '../firewall/model.ts';
import { decisionEvidence, firewall, openStep } from '../views/firewall.ts';
import { lastingSetting, setStep, settingEvidence, sysctlName } from '../views/settings.ts';
import { SAVED } from './firewall.ts';

/** Where messages go unless the daemon was told otherwise. */
const GROUP = '224.0.0.81';
const PORT = 8848;

const PERSIST_MODE = 'net/ipv4/vs/sync_persist_mode';
const SYNC_PORTS = 'net/ipv4/vs/sync_ports';

/** Protocols with a first packet, and the setting that lets a connection begin without it. */
const SLOPPY: Partial<Record<Protocol, string>> = { tcp: 'net/ipv4/vs/sloppy_tcp', sctp: 'net/ipv4/vs/sloppy_sctp' };

/** A message of a master, as the firewall of the director sees it that sends or receives it. */
const messageOf = ({ state, interface: name, group = GROUP }: Daemon, port: number): Packet => ({
  family: group.includes(':') ? 'ipv6' : 'ipv4',
  protocol: 'udp',
  destination: group,
  destinationPort: port,
  inputs: state === 'backup' ? [name] : [],
  outputs: state === 'master' ? [name] : [],
  state: 'new',
});

/** What drops it. */
const dropOfMessage = (firewall: Firewall, { state }: Daemon, message: Packet): Decision | undefined =>
  state === 'master'
    ? dropOf(firewall, 'output', message)
    : (dropOf(firewall, 'prerouting', message) ?? dropOf(firewall, 'input', message));

const isPersistentOf =
  (protocol: string) =>
  ({ service: { key, persistence } }: Entry): boolean =>
    persistence !== undefined && ('fwmark' in key ? protocol === 'tcp' : key.protocol === protocol);

export const SYNC_MESSAGES: readonly Check[] = [
  check({
    code: 'LVS704',
    name: 'firewall-drops-sync',
    severity: 'warning',
    title: 'The firewall drops the messages of the sync daemons',
    meaning: 'The other director does not learn of connections, so they break when it takes over.',
    reason:
      'A master sends UDP to a multicast group, which passes its chain OUTPUT and the chain INPUT of the backup. With ' +
      'sync_ports above 1 there are as many ports, one after the other.',
    remedy: 'Accept UDP to the group and port.',
    ignore: 'Where a rule that could not be judged here accepts them.',
    right: 'the firewall lets the messages of sync daemons through',
    needs: { ipvs, sysctls, firewall },
    *find({ ipvs, sysctls, firewall }): Generator<Found> {
      for (const daemon of ipvs.daemons) {
        const { state, port = PORT } = daemon;
        const ports = Array.from({ length: Number(sysctls[SYNC_PORTS] ?? 1) }, (_, index) => port + index);
        const dropped = ports.flatMap((one) => {
          const message = messageOf(daemon, one);
          const drop = dropOfMessage(firewall, daemon, message);
          return drop === undefined ? [] : [{ message, drop }];
        });
        const [first] = dropped;
        if (first === undefined) continue;
        yield {
          subject: { daemon: state },
          what: `the firewall drops what the ${state} daemon ${state === 'master' ? 'sends' : 'should receive'}`,
          evidence: [decisionEvidence(first.drop)],
          fix: dropped.map(({ drop, message: { protocol, destination, destinationPort } }) =>
            openStep(drop, { protocol, destination, destinationPort }),
          ),
          lasting: SAVED,
        };
      }
    },
  }),
  check({
    code: 'LVS705',
    name: 'persistence-alone-is-synchronised',
    severity: 'warning',
    title: 'Connections of persistent services break when this backup takes over',
    meaning: 'At a takeover clients have to connect again. They get the server that they had.',
    reason:
      'With sync_persist_mode 1 a master tells of the clients of persistent services, not of their connections. A ' +
      'backup has to make these from packets in the middle, which it does only with sloppy_tcp or sloppy_sctp.',
    remedy: 'Set sloppy_tcp, or sloppy_sctp, to 1 on backups. Or set sync_persist_mode to 0 on all directors.',
    ignore: 'Where the master has sync_persist_mode 0: this machine sees its own only.',
    right: 'backups take over connections of persistent services',
    needs: { ipvs, sysctls },
    *find({ ipvs, sysctls }): Generator<Found> {
      if (sysctls[PERSIST_MODE] !== '1' || !ipvs.daemons.some(({ state }) => state === 'backup')) return;
      for (const [protocol, path] of Object.entries(SLOPPY)) {
        if (sysctls[path] !== '0' || !ipvs.entries.some(isPersistentOf(protocol))) continue;
        yield {
          subject: { sysctl: sysctlName(path) },
          what: `a takeover breaks ${protocol.toUpperCase()} connections of persistent services`,
          evidence: [settingEvidence(PERSIST_MODE, sysctls), settingEvidence(path, sysctls)],
          fix: [setStep(path, 1)],
          lasting: lastingSetting([path, 1]),
        };
      }
    },
  }),
];
