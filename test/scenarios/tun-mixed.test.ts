import { testGuide } from '../guide/test-guide.ts';
import { TUN_MIXED } from './tun.ts';

testGuide(TUN_MIXED, [
  { from: 'link set sit0 up', to: 'link set sit0 down' },
  { from: 'nodad preferred_lft 0', to: 'nodad' },
  { from: 'type ip6tnl mode any', to: 'type ip6tnl mode ip6ip6' },
]);
