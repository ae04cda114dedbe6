import { testGuide } from '../guide/test-guide.ts';
import { CHOOSING } from './choosing.ts';

testGuide(CHOOSING, [{ from: '-r 192.168.100.124 -g', to: '-r 192.168.100.124 -m' }]);
