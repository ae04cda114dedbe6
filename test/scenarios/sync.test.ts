import { testGuide } from '../guide/test-guide.ts';
import { SYNC } from './sync.ts';

testGuide(SYNC, [
  { from: 'backup --mcast-interface eth1 --syncid 7', to: 'backup --mcast-interface eth1 --syncid 8' },
  { from: 'arping -q', to: 'true arping -q' },
]);
