import { testGuide } from '../guide/test-guide.ts';
import { MAINTENANCE } from './maintenance.ts';

testGuide(MAINTENANCE, [
  { from: '-r 192.168.2.101 -m -w 3', to: '-r 192.168.2.101 -m -w 1' },
  { from: '--drain -r 192.168.2.101 --limit 60', to: '--drain -r 192.168.2.101:8080 --limit 60' },
  { from: '--drain -r 192.168.2.101 --limit 60', to: '--drain -r 192.168.2.101 --limit 0 --dry-run' },
]);
