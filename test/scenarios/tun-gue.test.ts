import { testGuide } from '../guide/test-guide.ts';
import { TUN_GUE } from './tun.ts';

testGuide(TUN_GUE, [
  { from: 'add port 6080 gue', to: 'add port 6080 ipproto 4' },
  { from: '-r 10.1.0.11 -i --tun-type gue --tun-port 6080', to: '-r 10.1.0.11 -i --tun-type gue --tun-port 6081' },
]);
