import { testGuide } from '../guide/test-guide.ts';
import { WATCH } from './watch.ts';

const MISTAKES = [
  { from: '-s rr', to: '-s sh' },
  { from: '-r 192.168.2.101 -m', to: '-r 192.168.2.101 -m -w 0' },
];

testGuide(WATCH, MISTAKES);
