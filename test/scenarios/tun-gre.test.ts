import { testGuide } from '../guide/test-guide.ts';
import { TUN_GRE } from './tun.ts';

testGuide(TUN_GRE, [
  { from: 'type gre local 10.1.0.11 icsum', to: 'type gre local 10.1.0.11' },
  { from: '-r 10.1.0.12 -i --tun-type gre', to: '-r 10.1.0.12 -i' },
]);
