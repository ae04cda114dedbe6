import { testGuide } from '../guide/test-guide.ts';
import { TUN } from './tun.ts';

testGuide(TUN, [
  { from: 'address add 192.168.100.100/32 dev tunl0', to: 'address show dev tunl0' },
  { from: '-r 10.1.0.11 -i', to: '-r 10.1.0.11 -g' },
  { from: 'advmss 1440', to: 'advmss 1460' },
]);
