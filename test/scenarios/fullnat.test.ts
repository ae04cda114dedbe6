import { testGuide } from '../guide/test-guide.ts';
import { FULLNAT } from './fullnat.ts';

testGuide(FULLNAT, [
  { from: 'vs.conntrack=1', to: 'vs.conntrack=0' },
  { from: '--vport 80', to: '--vport 81' },
]);
