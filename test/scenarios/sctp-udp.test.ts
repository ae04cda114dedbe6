import { testGuide } from '../guide/test-guide.ts';
import { SCTP_UDP } from './sctp-udp.ts';

const SCTP_SERVER = '--sctp-service 192.168.100.123:7000 -r 192.168.2.101 -m';

testGuide(SCTP_UDP, [
  { from: 'expire_nodest_conn=1', to: 'expire_nodest_conn=0' },
  { from: SCTP_SERVER, to: `${SCTP_SERVER} -w 0` },
  { from: '-s rr -o', to: '-s rr' },
]);
