import { testGuide } from '../guide/test-guide.ts';
import { DIAGNOSE } from './diagnose.ts';

testGuide(DIAGNOSE, [
  { from: 'net.ipv4.ip_forward=1', to: 'net.ipv4.ip_forward=0' },
  { from: '--dport 80 -j ACCEPT', to: '--dport 8080 -j ACCEPT' },
]);
