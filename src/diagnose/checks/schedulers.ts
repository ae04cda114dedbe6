import { numeric } from '../../rules/naming.ts';
import { formatServiceKey, serviceLine } from '../../rules/write-rules.ts';
import { type Check, check } from '../check.ts';
import { ipvs } from '../facts/ipvs.ts';
import { sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { serviceName } from '../subject.ts';
import { serverText } from '../views/naming.ts';
import { lastingSetting, setStep, settingEvidence } from '../views/settings.ts';
import { isStandby } from '../views/standby.ts';
import { traffic } from '../views/traffic.ts';

/** Schedulers that choose by a hash, and whether they have the flag `fallback`. */
const HASHES: Readonly<Record<string, boolean>> = { sh: true, mh: true, dh: false };

/** By its neutral name. */
const FALLBACK = 'flag-1';

const QUIESCENT = 'net/ipv4/vs/expire_quiescent_template';
const NODEST = 'net/ipv4/vs/expire_nodest_conn';

export const SCHEDULERS: readonly Check[] = [
  check({
    code: 'LVS204',
    name: 'hash-without-fallback',
    severity: 'warning',
    title: 'The scheduler gives some clients to a server that takes no connections',
    meaning: 'Clients whose hash leads to a server of weight 0 are refused, though other servers are there.',
    reason:
      'The schedulers sh, mh and dh choose a server by a hash, whatever its weight. Where it takes no connections, they ' +
      'take another one only with the flag fallback, which dh does not have.',
    remedy: 'Set the flag, or delete the server instead of giving it weight 0.',
    ignore: 'While the server is being drained, and clients may be refused for that time.',
    right: 'hashing schedulers lead to servers that take connections',
    needs: { ipvs },
    *find({ ipvs }): Generator<Found> {
      for (const { service, servers } of ipvs.entries) {
        const hasFallback = HASHES[service.scheduler];
        const drained = servers.find(({ weight }) => weight === 0);
        if (hasFallback === undefined || drained === undefined || service.schedulerFlags?.includes(FALLBACK)) continue;
        if (servers.every(({ weight }) => weight === 0)) continue;
        const name = formatServiceKey(service.key);
        const flags = [FALLBACK, ...(service.schedulerFlags ?? [])] as const;
        const edit = serviceLine({ ...service, schedulerFlags: flags }, numeric, '-E');
        yield {
          subject: { service: service.key },
          what: `clients whose hash leads to ${serverText(drained)}, which has weight 0, are refused`,
          evidence: [
            { from: `ipvsadm -Ln ${name}`, value: `scheduler ${service.scheduler} without the flag fallback` },
            { from: `ipvsadm -Ln ${name}`, value: `${serverText(drained)} has weight 0` },
          ],
          fix: [{ command: hasFallback ? `ipvsadm ${edit}` : `ipvsadm -d ${name} -r ${serverText(drained)}` }],
          lasting: 'save the rules (ipvsadm -Sn), or set it in the program that manages them',
        };
      }
    },
  }),
  check({
    code: 'LVS205',
    name: 'drained-server-keeps-clients',
    severity: 'warning',
    title: 'Known clients of a persistent service still come to a drained server',
    meaning:
      'The server of weight 0 never gets empty: each new connection of a known client makes it known for longer.',
    reason:
      'Persistence remembers the server of a client, and counts for more than the weight while expire_quiescent_template is 0.',
    remedy: 'Set expire_quiescent_template to 1. Known clients then go to another server.',
    ignore: 'Where known clients are meant to stay until they go by themselves.',
    right: 'no drained server keeps known clients',
    needs: { ipvs, sysctls },
    *find({ ipvs, sysctls }): Generator<Found> {
      if (sysctls[QUIESCENT] !== '0') return;
      for (const { service, servers } of ipvs.entries) {
        if (service.persistence === undefined || servers.every(({ weight }) => weight === 0)) continue;
        for (const server of servers) {
          if (server.weight > 0 || server.persistentConnections === 0) continue;
          yield {
            subject: { service: service.key, server },
            what: `${serverText(server)} has weight 0, and its known clients still come`,
            evidence: [
              { from: 'ipvsadm -Ln --persistent-conn', value: `${server.persistentConnections} known clients` },
              settingEvidence(QUIESCENT, sysctls),
            ],
            fix: [setStep(QUIESCENT, 1)],
            lasting: lastingSetting([QUIESCENT, 1]),
          };
        }
      }
    },
  }),
  check({
    code: 'LVS206',
    name: 'connections-to-deleted-server',
    severity: 'warning',
    title: 'There are connections to a server that is no longer in the table',
    meaning: 'Their clients hang until they give up: the kernel drops their packets without a word.',
    reason:
      'A connection belongs to its server, and stays when the server is deleted. While expire_nodest_conn is 0 its packets ' +
      'are dropped until it is forgotten, after 15 minutes; those of UDP as long as they come.',
    remedy:
      'Set expire_nodest_conn to 1: the next packet ends the connection. And drain servers before they are deleted.',
    ignore: 'Where a server was deleted on purpose, with its connections.',
    right: 'all connections are to servers of the table',
    needs: { ipvs, sysctls, traffic },
    *find({ ipvs, sysctls, traffic }): Generator<Found> {
      if (sysctls[NODEST] !== '0' || isStandby(ipvs, [])) return;
      const services = new Map(ipvs.entries.map(({ service: { key } }) => [serviceName(key), key]));
      for (const { protocol, virtual, destination, states } of traffic.orphans) {
        const count = protocol === 'TCP' ? (states.ESTABLISHED ?? 0) : (states.UDP ?? 0);
        if (count === 0) continue;
        const name = virtual && `${protocol.toLowerCase()}:${serverText(virtual)}`;
        const service = name === undefined ? undefined : services.get(name);
        yield {
          subject: service === undefined ? { part: 'connections' } : { service, server: destination },
          what: `${count} connections are to ${serverText(destination)}, which is not in the table`,
          evidence: [
            { from: 'ipvsadm -Lnc', value: `${count} ${protocol} connections to ${serverText(destination)}` },
            settingEvidence(NODEST, sysctls),
          ],
          fix: [setStep(NODEST, 1)],
          lasting: lastingSetting([NODEST, 1]),
        };
      }
    },
  }),
];
