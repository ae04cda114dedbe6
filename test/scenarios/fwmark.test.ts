import { testGuide } from '../guide/test-guide.ts';
import { FWMARK } from './fwmark.ts';

testGuide(FWMARK, [
  { from: 'dst_port 443 action skbedit mark 10', to: 'dst_port 443 action skbedit mark 11' },
  { from: '-E -f 10 -s rr -p 600', to: '-E -f 10 -s rr' },
]);
