import { expect, it } from 'vitest';
import { runBin } from '../../cli/bin.ts';
import { useClients } from '../kernel.ts';

useClients();

const add = ['-A', '-t', '10.0.0.1:80', '-s', 'rr'];

it('IPVSADM_TRACE=1 shows each message to and from the kernel on standard error', () => {
  expect(runBin('ipvsadm', add).stderr).toBe('');
  const lines = runBin('ipvsadm', add, { env: { IPVSADM_TRACE: '1' } }).stderr.split('\n');
  expect(lines[0]).toBe('> seq=1 GETFAMILY REQUEST name=IPVS');
  expect(lines.slice(4)).toEqual([
    [
      '> seq=3 NEW_SERVICE REQUEST service={family=ipv4 protocol=tcp address=10.0.0.1 port=80 scheduler=rr',
      'flags={persistent=false onePacket=false schedulerFlags=[]} timeout=0 netmask=255.255.255.255}',
    ].join(' '),
    '> seq=4 NOOP ACK',
    '< seq=3 ERROR EEXIST',
    '< seq=4 ACK',
    'Service already exists',
    '',
  ]);
});
