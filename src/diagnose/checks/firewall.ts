import type { AddressServiceKey, ServiceKey } from '../../ipvs/model.ts';
import { type Check, check } from '../check.ts';
import { type CountedServer, ipvs } from '../facts/ipvs.ts';
import { CONNTRACK, sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { dropOf, reached } from '../firewall/evaluate.ts';
import { decisionEvidence, deleteStep, firewall, openStep } from '../views/firewall.ts';
import { serverText } from '../views/naming.ts';
import { network } from '../views/network.ts';
import { failsInSilence } from '../views/observed.ts';
import { answerOf, requestTo, sentTo, served } from '../views/packets.ts';
import { lastingSetting, setStep, settingEvidence } from '../views/settings.ts';
import { type TrafficOf, traffic } from '../views/traffic.ts';

const TRACKED = 'net/netfilter/nf_conntrack_count';
const MOST_TRACKED = 'net/netfilter/nf_conntrack_max';

/** The part of the table from which on it is reported. */
const NEARLY_FULL = 0.9;

export const SAVED = 'save the rules of the firewall';

export const FIREWALL: readonly Check[] = [
  check({
    code: 'LVS601',
    name: 'firewall-drops-requests',
    severity: 'warning',
    title: 'The firewall drops packets for the virtual service',
    meaning: 'Clients wait until they give up, or are refused. The counters of the service stay 0.',
    reason:
      'IPVS takes packets at the end of the hook LOCAL_IN, behind the filter: what the chain INPUT drops, it does not ' +
      'see. The rules were read and judged here, which is no proof.',
    remedy: 'Accept packets for the virtual address and port.',
    ignore: 'Where only some clients are let through, by a rule that could not be judged here.',
    right: 'the firewall lets packets for virtual services in',
    needs: { ipvs, network, firewall },
    *find({ ipvs, network, firewall }): Generator<Found> {
      for (const { entry, key } of served(ipvs.entries, firewall, network)) {
        const packet = requestTo(key, network);
        const drop = dropOf(firewall, 'prerouting', packet) ?? dropOf(firewall, 'input', packet);
        if (drop === undefined) continue;
        yield {
          subject: { service: entry.service.key },
          what: `the firewall drops packets for ${targetText(key)} before IPVS sees them`,
          evidence: [decisionEvidence(drop)],
          fix: [openStep(drop, packet)],
          lasting: SAVED,
        };
      }
    },
  }),
  check({
    code: 'LVS602',
    name: 'firewall-drops-answers',
    severity: 'warning',
    title: 'The firewall drops the answers of NAT servers',
    meaning: 'Requests reach the servers, and their answers do not come back: clients wait until they give up.',
    reason:
      'Answers of masqueraded servers pass the chain FORWARD before IPVS takes them. Without net.ipv4.vs.conntrack the ' +
      'kernel does not track these connections: a rule for established ones does not match, and one against invalid ' +
      'packets does.',
    remedy: 'Accept the answers by the address and port of the servers, before other rules.',
    ignore: 'Where a rule that could not be judged here accepts them.',
    right: 'the firewall lets answers of NAT servers through',
    needs: { ipvs, network, firewall, sysctls },
    *find({ ipvs, network, firewall, sysctls }): Generator<Found> {
      for (const { entry, key } of served(ipvs.entries, firewall, network)) {
        const { protocol } = key;
        for (const server of entry.servers) {
          if (server.forwarding !== 'masquerade' || network.isLocal(server.address)) continue;
          const drop = dropOf(firewall, 'forward', answerOf(server, protocol, network, sysctls));
          if (drop === undefined) continue;
          yield {
            subject: { service: entry.service.key, server },
            what: `the firewall drops the answers of ${serverText(server)}`,
            evidence: [decisionEvidence(drop), settingEvidence(CONNTRACK, sysctls)],
            fix: [openStep(drop, { protocol, source: server.address, sourcePort: server.port || undefined })],
            lasting: SAVED,
          };
        }
      }
    },
  }),
  check({
    code: 'LVS603',
    name: 'firewall-drops-forwarded',
    severity: 'warning',
    title: 'The firewall drops what IPVS sends to the real server',
    meaning: 'Connections that the scheduler gives to this server fail.',
    reason:
      'IPVS sends packets as if they were of this machine: they pass the chain OUTPUT, not FORWARD. Those of direct ' +
      'routing still have the virtual address, those of a tunnel are packets of the tunnel. Without ' +
      'net.ipv4.vs.conntrack they are not tracked.',
    remedy: 'Accept them, before other rules.',
    ignore: 'Where a rule that could not be judged here accepts them.',
    right: 'the firewall lets packets to real servers out',
    needs: { ipvs, network, firewall, sysctls },
    *find({ ipvs, network, firewall, sysctls }): Generator<Found> {
      for (const { entry, key } of served(ipvs.entries, firewall, network)) {
        for (const server of entry.servers) {
          const packet = sentTo(key, server, network, sysctls);
          const drop = packet && dropOf(firewall, 'output', packet);
          if (packet === undefined || drop === undefined) continue;
          yield {
            subject: { service: entry.service.key, server },
            what: `the firewall drops what IPVS sends to ${serverText(server)}`,
            evidence: [decisionEvidence(drop)],
            fix: [openStep(drop, packet)],
            lasting: SAVED,
          };
        }
      }
    },
  }),
  check({
    code: 'LVS604',
    name: 'translated-before-ipvs',
    severity: 'warning',
    title: 'A rule of the firewall changes the destination before IPVS sees the packet',
    meaning: 'Connections go where that rule says. The counters of the service stay 0.',
    reason:
      'The kernel changes destinations in PREROUTING (DNAT, REDIRECT), and IPVS takes packets behind that, in INPUT.',
    remedy: 'Delete the rule, or leave the virtual address out of it. Published ports of containers make such rules.',
    ignore: 'Where the rule is for some clients only, and cannot be judged here.',
    right: 'no rule changes the destination of packets for virtual services',
    needs: { ipvs, network, firewall },
    *find({ ipvs, network, firewall }): Generator<Found> {
      for (const { entry, key } of served(ipvs.entries, firewall, network)) {
        const rules = reached(firewall, 'prerouting', requestTo(key, network), ({ type }) => type === 'dnat');
        const rule = [...rules].find(({ certain }) => certain);
        if (rule === undefined) continue;
        yield {
          subject: { service: entry.service.key },
          what: `a rule changes the destination of packets for ${targetText(key)} before IPVS sees them`,
          evidence: [decisionEvidence(rule)],
          fix: [deleteStep(rule)],
          lasting: SAVED,
        };
      }
    },
  }),
  check({
    code: 'LVS605',
    name: 'source-nat-without-conntrack',
    severity: 'warning',
    title: 'The rule that translates sources of the service never matches',
    meaning: 'Servers see the addresses of clients, and answer them by their own way, past this machine.',
    reason:
      'IPVS hides its connections from connection tracking, and so from the table nat, unless net.ipv4.vs.conntrack is 1.',
    remedy: 'Set net.ipv4.vs.conntrack to 1.',
    ignore: 'Where the rule is not meant for this service.',
    right: 'no source translation waits for connection tracking',
    needs: { ipvs, network, firewall, sysctls, traffic },
    *find({ ipvs, network, firewall, sysctls, traffic }): Generator<Found> {
      if (sysctls[CONNTRACK] !== '0') return;
      for (const { entry, key } of served(ipvs.entries, firewall, network)) {
        // Servers whose answers come back need no translation. Connections that worked may be older than the setting.
        const works = traffic.ofService(entry).opened.count > 0;
        if (works && !entry.servers.some((server) => fails(entry.service.key, server, traffic))) continue;
        const rules = entry.servers.flatMap((server) => {
          const packet = server.forwarding === 'masquerade' ? sentTo(key, server, network, sysctls) : undefined;
          return packet === undefined
            ? []
            : [...reached(firewall, 'postrouting', packet, ({ type }) => type === 'snat')];
        });
        // A rule that names IPVS is meant for it, though it is not certain for which service.
        const rule = rules.find(({ certain, rule: { text } }) => certain || /-m ipvs/.test(text));
        if (rule === undefined) continue;
        yield {
          subject: { service: entry.service.key },
          what: 'a rule translates the sources of its packets, and never matches without connection tracking',
          evidence: [settingEvidence(CONNTRACK, sysctls), decisionEvidence(rule)],
          fix: [setStep(CONNTRACK, 1)],
          lasting: lastingSetting([CONNTRACK, 1]),
        };
      }
    },
  }),
  check({
    code: 'LVS606',
    name: 'connection-tracking-full',
    severity: 'error',
    title: 'The table of connection tracking is full',
    meaning: 'New connections fail, of everything that passes this machine.',
    reason:
      'The kernel drops packets of connections that it cannot remember ("nf_conntrack: table full, dropping packet").',
    remedy: 'Raise nf_conntrack_max, or leave virtual addresses untracked by rules in the table raw.',
    ignore: 'Never.',
    right: 'the table of connection tracking has room',
    needs: { ipvs, sysctls },
    *find({ sysctls }): Generator<Found> {
      const [count, most] = [Number(sysctls[TRACKED] ?? 0), Number(sysctls[MOST_TRACKED] ?? 0)];
      if (most === 0 || count < most * NEARLY_FULL) return;
      yield {
        subject: { sysctl: 'net.netfilter.nf_conntrack_max' },
        severity: count >= most ? 'error' : 'warning',
        what: `connection tracking remembers ${count} of at most ${most} connections`,
        evidence: [settingEvidence(TRACKED, sysctls), settingEvidence(MOST_TRACKED, sysctls)],
        fix: [setStep(MOST_TRACKED, 4 * most)],
        lasting: lastingSetting([MOST_TRACKED, 4 * most]),
      };
    },
  }),
];

/** What clients connect to, as far as it is known. */
const targetText = ({ address, port }: AddressServiceKey): string =>
  port === 0 ? address : serverText({ address, port });

const fails = (key: ServiceKey, server: CountedServer, traffic: TrafficOf): boolean =>
  failsInSilence({ key, server, seen: traffic.ofServer(key, server) });
