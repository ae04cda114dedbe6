import { testGuide } from '../guide/test-guide.ts';
import { NAT } from './nat.ts';

testGuide(NAT, [
  { from: '-r 192.168.2.100 -m', to: '-r 192.168.2.100 -g' },
  { from: 'route add default via 192.168.2.1', to: 'route add default dev lo' },
  { from: '-s rr', to: '-s sh' },
  { from: '-m -w 3', to: '-m -w 0' },
]);
