import { testGuide } from '../guide/test-guide.ts';
import { CHANGE_SAFELY } from './change-safely.ts';

testGuide(CHANGE_SAFELY, [
  { from: '-r 192.168.2.101 -m -w 3', to: '-r 192.168.2.101 -g -w 3' },
  { from: '--apply wrong --confirm 3', to: '--apply wrong' },
  { from: '--apply wrong --confirm 3', to: '--apply wrong --confirm 100' },
]);
