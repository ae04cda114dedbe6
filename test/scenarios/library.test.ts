import { testGuide } from '../guide/test-guide.ts';
import { LIBRARY } from './library.ts';

testGuide(LIBRARY, [
  { from: "=== '192.168.2.100' ? 3 : 1", to: "=== '192.168.2.100' ? 1 : 3" },
  { from: "forwarding: 'masquerade'", to: "forwarding: 'direct'" },
]);
