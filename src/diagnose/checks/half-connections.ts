import { type Check, check } from '../check.ts';
import type { CountedServer } from '../facts/ipvs.ts';
import { ipvs } from '../facts/ipvs.ts';
import { CONNTRACK, LOOSE, sysctls } from '../facts/sysctls.ts';
import type { Found } from '../finding.ts';
import { dropOf, reached } from '../firewall/evaluate.ts';
import type { Action } from '../firewall/model.ts';
import { decisionEvidence, firewall, openStep } from '../views/firewall.ts';
import { type Network, network } from '../views/network.ts';
import { requestTo, served } from '../views/packets.ts';
import { settingEvidence } from '../views/settings.ts';
import { SAVED } from './firewall.ts';

/** Actions of rules that keep a packet from being tracked, or may. */
const MAY_NOT_TRACK: readonly Action['type'][] = ['notrack', 'unknown'];

/** Whether the answers of a server do not pass this machine. */
const answersElsewhere = ({ address, forwarding, weight }: CountedServer, network: Network): boolean =>
  (forwarding === 'direct' || forwarding === 'tunnel') && weight > 0 && !network.isLocal(address);

export const HALF_CONNECTIONS: readonly Check[] = [
  check({
    code: 'LVS607',
    name: 'firewall-drops-half-connections',
    severity: 'error',
    title: 'The firewall drops the packets of clients after the first one, as it takes them for invalid',
    meaning: 'Connections are opened on the client, and then nothing comes: all of them hang.',
    reason:
      'Answers of direct routing and tunnels do not pass this machine. Connection tracking sees a client go on without ' +
      'an answer, and takes that for invalid. IPVS keeps its connections from being tracked, unless ' +
      'net.ipv4.vs.conntrack is 1; and then only net.netfilter.nf_conntrack_tcp_loose lets them pass, which is 1 by ' +
      'default.',
    remedy: 'Accept packets for the virtual address before the rule against invalid ones.',
    ignore: 'Where a rule that could not be judged here accepts them.',
    right: 'the firewall lets connections through whose answers go another way',
    needs: { ipvs, network, firewall, sysctls },
    *find({ ipvs, network, firewall, sysctls }): Generator<Found> {
      const setting = sysctls[CONNTRACK] === '1' ? CONNTRACK : sysctls[LOOSE] === '0' ? LOOSE : undefined;
      if (setting === undefined) return;
      for (const { entry, key } of served(ipvs.entries, firewall, network)) {
        if (key.protocol !== 'tcp' || !entry.servers.some((server) => answersElsewhere(server, network))) continue;
        const packet = requestTo(key, network);
        const [untracked] = reached(firewall, 'prerouting', packet, ({ type }) => MAY_NOT_TRACK.includes(type));
        if (untracked !== undefined || dropOf(firewall, 'input', packet) !== undefined) continue;
        const drop = dropOf(firewall, 'input', { ...packet, state: 'invalid' });
        if (drop === undefined) continue;
        yield {
          subject: { service: entry.service.key },
          what: `the firewall takes packets for ${key.address} for invalid, and drops them before IPVS sees them`,
          evidence: [decisionEvidence(drop), settingEvidence(setting, sysctls)],
          fix: [openStep(drop, packet)],
          lasting: SAVED,
        };
      }
    },
  }),
];
