import { testGuide } from '../guide/test-guide.ts';
import { TESTING } from './testing.ts';

testGuide(TESTING, [
  { from: "netns: 'director'", to: "netns: 'client'" },
  { from: 'net.ipv4.ip_forward=1', to: 'net.ipv4.ip_forward=0' },
]);
