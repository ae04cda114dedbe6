import { testGuide } from '../guide/test-guide.ts';
import { BOOT } from './boot.ts';

testGuide(BOOT, [
  { from: 'IPVS_SAVE_ON_STOP="yes"', to: 'IPVS_SAVE_ON_STOP="no"' },
  { from: '/101:80/s/-w 1/-w 5/', to: '/101:80/s/-w 1/-w 0/' },
]);
