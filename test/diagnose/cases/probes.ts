import type { CasesByCode } from '../case.ts';
import { changed, withNeighbour, withProbe } from '../changes.ts';
import { DR, NAT } from '../hosts.ts';
import { failing } from './failing.ts';

const SERVICE = 'tcp:192.168.100.100:80';
const NAT_SERVER = '192.168.2.100';
const DR_SERVER = '192.168.100.124';

/** A server of direct routing whose clients get no answer. */
const silent = failing(DR, DR_SERVER, 9n);

export const PROBE_CASES: CasesByCode = {
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
};
