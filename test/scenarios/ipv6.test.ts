import { testGuide } from '../guide/test-guide.ts';
import { IPV6 } from './ipv6.ts';

testGuide(IPV6, [
  { from: 'forwarding=1', to: 'forwarding=0' },
  { from: '-M 64', to: '-M 128' },
]);
