import { testGuide } from '../guide/test-guide.ts';
import { ETCD } from './etcd.ts';

testGuide(ETCD, [{ from: 'address add 198.51.100.80 dev lo', to: 'address show' }]);
