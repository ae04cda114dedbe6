import { testGuide } from '../guide/test-guide.ts';
import { MIGRATION } from './migration.ts';

testGuide(MIGRATION, [
  { from: '-r 192.168.2.100 -m -w 3', to: '-r 192.168.2.100 -g -w 3' },
  { from: '-r 192.168.2.100 -m -w 1', to: '-r 192.168.2.100 -m -w 2' },
]);
