import type { Destination, ServiceKey } from '../../ipvs/model.ts';
import { numeric } from '../../rules/naming.ts';
import { destinationLine, formatServiceKey } from '../../rules/write-rules.ts';
import { type Check, check } from '../check.ts';
import { type CountedServer, ipvs } from '../facts/ipvs.ts';
import { owners } from '../facts/owners.ts';
import type { Found } from '../finding.ts';
import { serverText } from '../views/naming.ts';

/** The command that shows what these checks have read. */
const LISTING = 'ipvsadm -Ln';

export const TABLE: readonly Check[] = [
  check({
    code: 'LVS201',
    name: 'service-without-servers',
    severity: 'error',
    title: 'The virtual service has no real servers',
    meaning: 'Connections are refused.',
    reason: 'The scheduler has no server to choose, and the kernel answers that the port is unreachable.',
    remedy: 'Add real servers. Where a program checks their health and takes them out, see why it finds none healthy.',
    ignore: 'While the service is being set up.',
    right: 'every virtual service has real servers',
    needs: { ipvs, owners },
    *find({ ipvs, owners }): Generator<Found> {
      // It keeps services without endpoints, and has the firewall refuse their connections.
      if (owners.includes('kube-proxy')) return;
      for (const { service, servers } of ipvs.entries) {
        if (servers.length > 0) continue;
        const name = formatServiceKey(service.key);
        yield {
          subject: { service: service.key },
          what: 'the service has no real servers, so its connections are refused',
          evidence: [{ from: `${LISTING} ${name}`, value: 'no servers' }],
          fix: [{ command: `ipvsadm -a ${name} -r SERVER:PORT -m`, note: 'or -g, -i' }],
          lasting: 'save the rules (ipvsadm -Sn), or mend the program that manages them',
        };
      }
    },
  }),
  check({
    code: 'LVS202',
    name: 'all-weights-zero',
    severity: 'error',
    title: 'All real servers have weight 0',
    meaning:
      'New connections are refused. Those that are there go on, and so do known clients of a persistent service.',
    reason: 'A server of weight 0 gets no new connections: that is how a server is drained.',
    remedy: 'Give a server a weight. Health checkers set 0 for servers that fail: see why all of them fail.',
    ignore: 'While the whole service is being drained.',
    right: 'every virtual service has a server that takes new connections',
    needs: { ipvs },
    *find({ ipvs }): Generator<Found> {
      for (const { service, servers } of ipvs.entries) {
        const [first] = servers;
        if (first === undefined || servers.some(({ weight }) => weight > 0)) continue;
        const name = formatServiceKey(service.key);
        yield {
          subject: { service: service.key },
          what: 'all servers have weight 0, so new connections are refused',
          evidence: [{ from: `${LISTING} ${name}`, value: `${servers.length} servers, all with weight 0` }],
          fix: [{ command: editLine(service.key, first, { weight: 1 }) }],
          lasting: 'save the rules (ipvsadm -Sn), or mend the program that sets the weights',
        };
      }
    },
  }),
  check({
    code: 'LVS203',
    name: 'all-servers-overloaded',
    severity: 'error',
    title: 'All real servers have as many connections as their thresholds allow',
    meaning: 'New connections are refused until enough of the old ones are forgotten.',
    reason:
      'A server with as many connections as its upper threshold (-x) gets no new ones, until it has fewer than its ' +
      'lower threshold (-y), or than three quarters of the upper one where -y is 0. Connections that are over count ' +
      'until they are forgotten: InActConn.',
    remedy: 'Raise the thresholds or set them to 0, or add servers.',
    ignore: 'Where it is wanted that clients are turned away.',
    right: 'every virtual service has a server below its threshold',
    needs: { ipvs },
    *find({ ipvs }): Generator<Found> {
      for (const { service, servers } of ipvs.entries) {
        const able = servers.filter(({ weight }) => weight > 0);
        const [first] = able;
        if (first === undefined || !able.every(isOverloaded)) continue;
        const name = formatServiceKey(service.key);
        yield {
          subject: { service: service.key },
          what: 'all servers have reached their upper threshold, so new connections are refused',
          evidence: able.map((server) => ({
            from: `${LISTING} --thresholds ${name}`,
            value: `${serverText(server)}: ${connectionsOf(server)} connections, threshold ${server.upperThreshold}`,
          })),
          fix: able.map((server) => ({
            command: editLine(service.key, server, { upperThreshold: 0, lowerThreshold: 0 }),
          })),
          lasting: 'save the rules (ipvsadm -Sn), or raise the thresholds in the program that manages them',
        };
      }
    },
  }),
];

const connectionsOf = ({ activeConnections, inactiveConnections }: CountedServer): number =>
  activeConnections + inactiveConnections;

const isOverloaded = (server: CountedServer): boolean =>
  server.upperThreshold > 0 && connectionsOf(server) >= server.upperThreshold;

/** The line that edits a server. It says all that the server is: an edit sets what it leaves out to its default. */
const editLine = (key: ServiceKey, server: CountedServer, change: Partial<Destination>): string =>
  `ipvsadm ${destinationLine(key, { ...server, ...change }, numeric, '-e')}`;
