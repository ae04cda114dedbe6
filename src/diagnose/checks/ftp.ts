import type { AddressServiceKey } from '../../ipvs/model.ts';
import { numeric } from '../../rules/naming.ts';
import { serviceLine } from '../../rules/write-rules.ts';
import { type Check, check } from '../check.ts';
import { type CountedServer, type Entry, ipvs } from '../facts/ipvs.ts';
import { kernel } from '../facts/kernel.ts';
import type { Found } from '../finding.ts';
import { byAddress } from '../views/packets.ts';

const FTP = 21;
const HELPER = 'ip_vs_ftp';

/** Seconds for which a client is known, as `-p` alone has it. */
const KNOWN_FOR = 360;

/** Services of FTP by port. With one of all ports beside it, data connections go there. */
function ftpServices(entries: readonly Entry[], isOf: (server: CountedServer) => boolean) {
  const all = byAddress(entries);
  const takesAll = ({ address }: AddressServiceKey): boolean =>
    all.some(({ key }) => key.protocol === 'tcp' && key.address === address && key.port === 0);
  return all.filter(
    ({ entry: { servers }, key }) =>
      key.protocol === 'tcp' && key.port === FTP && !takesAll(key) && servers.some((server) => isOf(server)),
  );
}

export const FTP_CHECKS: readonly Check[] = [
  check({
    code: 'LVS209',
    name: 'ftp-without-helper',
    severity: 'warning',
    title: 'An FTP service with NAT servers lacks the module ip_vs_ftp',
    meaning: 'Clients can log in, and every list and transfer fails.',
    reason:
      'FTP sends addresses and ports of further connections as text. The module puts the virtual address into it, and ' +
      'expects the connection. Without it clients are told the address of the server, or a port that no service has.',
    remedy: 'Load the module. It does not see into encrypted FTP: that needs a mark for its ports.',
    ignore: 'Where what listens on port 21 is not FTP.',
    right: 'FTP services with NAT servers have the module ip_vs_ftp',
    needs: { ipvs, kernel },
    *find({ ipvs, kernel: { loaded } }): Generator<Found> {
      // Where ip_vs itself is built in, the helper may be so too, and nothing tells.
      if (!loaded.includes('ip_vs') || loaded.includes(HELPER)) return;
      for (const { key } of ftpServices(ipvs.entries, ({ forwarding }) => forwarding === 'masquerade')) {
        yield {
          subject: { service: key },
          what: `${HELPER} is not loaded, so clients cannot open data connections`,
          evidence: [{ from: '/proc/modules', value: `no ${HELPER}` }],
          fix: [{ command: `modprobe ${HELPER}` }],
          lasting: `echo ${HELPER} >/etc/modules-load.d/ipvs-ftp.conf`,
        };
      }
    },
  }),
  check({
    code: 'LVS210',
    name: 'ftp-without-persistence',
    severity: 'warning',
    title: 'An FTP service of direct routing or tunnels is not persistent',
    meaning: 'Clients can log in, and every list and transfer in passive mode is refused.',
    reason:
      'In passive mode the client opens a second connection, to a port that the server chooses. IPVS gives it to the ' +
      'same server only where the service is persistent. Else the packet is for this machine, where nothing listens.',
    remedy: 'Make the service persistent.',
    ignore: 'Where clients use active mode only, or what listens on port 21 is not FTP.',
    right: 'FTP services of direct routing and tunnels are persistent',
    needs: { ipvs },
    *find({ ipvs }): Generator<Found> {
      const isDirect = ({ forwarding }: CountedServer) => forwarding === 'direct' || forwarding === 'tunnel';
      for (const { entry, key } of ftpServices(ipvs.entries, isDirect)) {
        const { service } = entry;
        if (service.persistence !== undefined) continue;
        const persistent = { ...service, persistence: { timeout: KNOWN_FOR } };
        yield {
          subject: { service: key },
          what: 'the service is not persistent, so data connections of passive FTP are refused',
          evidence: [{ from: 'ipvsadm -Sn', value: serviceLine(service) }],
          fix: [{ command: `ipvsadm ${serviceLine(persistent, numeric, '-E')}` }],
          lasting: 'save the rules (ipvsadm -Sn), or change the program that manages them',
        };
      }
    },
  }),
];
