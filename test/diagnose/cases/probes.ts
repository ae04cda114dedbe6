import type { CasesByCode } from '../case.ts';
import {
  changed,
  withClaim,
  withLink,
  withNeighbour,
  withPath,
  withProbe,
  withPrograms,
  withServers,
  withSetting,
  withWay,
} from '../changes.ts';
import { DR, NAT, TUN } from '../hosts.ts';
import { failing } from './failing.ts';

const SERVICE = 'tcp:192.168.100.100:80';
const NAT_SERVER = '192.168.2.100';
const DR_SERVER = '192.168.100.124';
const TUN_SERVER = '10.1.0.11';

/** A server of direct routing whose clients get no answer. */
const silent = failing(DR, DR_SERVER, 9n);

const VIP = '192.168.100.100';
const ETH0 = 6;

/** Hardware addresses in the network of direct routing. */
const SERVER_MAC = '02:00:00:00:00:02';
const OTHERS = {
  [DR_SERVER]: SERVER_MAC,
  '192.168.100.125': '02:00:00:00:00:03',
  '192.168.100.254': '02:00:00:00:00:fe',
};
const serverAnswers = withClaim(ETH0, VIP, SERVER_MAC, OTHERS);
const routerAnswers = withClaim(ETH0, VIP, OTHERS['192.168.100.254'], OTHERS);
const strangerAnswers = withClaim(ETH0, VIP, '02:00:00:00:00:77', OTHERS);

export const PROBE_CASES: CasesByCode = {
  LVS107: {
    fires: [
      {
        title: 'a server of direct routing',
        host: changed(DR, serverAnswers),
        objects: [`${SERVICE}/${DR_SERVER}:80`],
      },
      {
        title: 'a server of masquerading in the same network',
        host: changed(
          DR,
          withServers((server) => ({ ...server, forwarding: 'masquerade' })),
          withSetting('net/ipv4/ip_forward', '1'),
          withSetting('net/ipv4/conf/eth0/forwarding', '1'),
          serverAnswers,
        ),
        objects: [`${SERVICE}/${DR_SERVER}:80`],
      },
    ],
    silent: [
      { title: 'another machine', host: changed(DR, strangerAnswers) },
      {
        title: 'the network of a cloud answers for all',
        host: changed(DR, withClaim(ETH0, VIP, SERVER_MAC, { [DR_SERVER]: SERVER_MAC, '192.168.100.125': SERVER_MAC })),
      },
    ],
  },
  LVS108: {
    fires: [
      { title: 'a machine that has other addresses', host: changed(DR, routerAnswers), objects: [SERVICE] },
      {
        title: 'another director, of which nothing else is known',
        host: changed(DR, strangerAnswers, withPrograms('keepalived')),
        objects: [SERVICE],
      },
    ],
    silent: [
      { title: 'a real server', host: changed(DR, serverAnswers) },
      {
        title: 'another interface of this machine in the same network',
        host: changed(DR, strangerAnswers, withLink('tunl0', { linkAddress: '02:00:00:00:00:77' })),
      },
      { title: 'machines that share it', host: changed(DR, withClaim(ETH0, VIP, '03:00:5e:01:02:03', OTHERS)) },
      {
        title: 'a router that answers for others',
        host: changed(
          DR,
          routerAnswers,
          withWay('192.168.100.10', { route: { type: 'unicast', output: ETH0, gateway: '192.168.100.254' } }),
        ),
      },
    ],
  },
  LVS311: {
    fires: [
      {
        title: 'nothing listens',
        host: changed(failing(NAT, NAT_SERVER, 9n), withProbe(NAT_SERVER, 'refused')),
        objects: [`${SERVICE}/${NAT_SERVER}:80`],
      },
      {
        title: 'a firewall drops what comes from here, and what comes from clients',
        host: changed(failing(NAT, NAT_SERVER, 9n), withProbe(NAT_SERVER, 'timed out')),
        objects: [`${SERVICE}/${NAT_SERVER}:80`],
      },
    ],
    silent: [
      { title: 'it accepts connections', host: changed(NAT, withProbe(NAT_SERVER, 'open')) },
      { title: 'a firewall drops only what comes from here', host: changed(NAT, withProbe(NAT_SERVER, 'timed out')) },
      {
        title: 'it is not on the network',
        host: changed(NAT, withProbe(NAT_SERVER, 'refused'), withNeighbour(7, NAT_SERVER, 'failed')),
      },
    ],
  },
  LVS312: {
    fires: [
      {
        title: 'it answers here, and not its clients',
        host: changed(silent, withProbe(DR_SERVER, 'open')),
        objects: [`${SERVICE}/${DR_SERVER}:80`],
      },
    ],
    silent: [
      { title: 'it answers all', host: changed(DR, withProbe(DR_SERVER, 'open')) },
      { title: 'it was not asked', host: silent },
    ],
  },
  LVS313: {
    fires: [
      {
        title: 'it refuses here, and its clients get no answer',
        host: changed(silent, withProbe(DR_SERVER, 'refused')),
        objects: [`${SERVICE}/${DR_SERVER}:80`],
      },
    ],
    silent: [
      {
        title: 'its program listens on the virtual address only',
        host: changed(DR, withProbe(DR_SERVER, 'refused')),
      },
    ],
  },
  LVS501: {
    fires: [
      {
        title: 'a router says nothing',
        host: changed(TUN, withPath(TUN_SERVER, { mtu: 1500, result: 'lost', passes: 1400 })),
        objects: [`${SERVICE}/${TUN_SERVER}:80`],
      },
    ],
    silent: [
      { title: 'they arrive', host: changed(TUN, withPath(TUN_SERVER, { mtu: 1500, result: 'whole' })) },
      { title: 'a router says it', host: changed(TUN, withPath(TUN_SERVER, { mtu: 1500, result: 'told' })) },
      {
        title: 'the server answers nothing',
        host: changed(TUN, withPath(TUN_SERVER, { mtu: 1500, result: 'unknown' })),
      },
      {
        title: 'no usual length arrives, so that it is something else',
        host: changed(TUN, withPath(TUN_SERVER, { mtu: 1500, result: 'lost' })),
      },
      {
        title: 'routers may cut the packets of tunnels',
        host: changed(
          TUN,
          withPath(TUN_SERVER, { mtu: 1500, result: 'lost', passes: 1400 }),
          withSetting('net/ipv4/vs/pmtu_disc', '0'),
        ),
      },
      {
        title: 'the server is one of masquerading now',
        host: changed(
          TUN,
          withServers((server) => ({ ...server, forwarding: 'masquerade', tunnel: undefined })),
          withPath(TUN_SERVER, { mtu: 1500, result: 'lost', passes: 1400 }),
        ),
      },
    ],
  },
};
