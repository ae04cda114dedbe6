import { describe, expect, it } from 'vitest';
import { renderDaemons, renderTimeouts } from '../../../src/cli/render/settings.ts';
import type { Daemon } from '../../../src/ipvs/model.ts';

const master: Daemon = {
  state: 'master',
  interface: 'dummy0',
  syncId: 0,
  syncMaxLength: 1472,
  group: '224.0.0.81',
  port: 8848,
  ttl: 1,
};

describe('sync daemons', () => {
  it('are listed, the master first', () => {
    expect(renderDaemons([{ ...master, state: 'backup', syncId: 255, group: 'ff02::1' }, master])).toBe(
      'master sync daemon (mcast=dummy0, syncid=0, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)\n' +
        'backup sync daemon (mcast=dummy0, syncid=255, maxlen=1472, group=ff02::1, port=8848, ttl=1)\n',
    );
  });

  it('of old kernels have less to tell', () => {
    expect(renderDaemons([{ state: 'backup', interface: 'eth0', syncId: 3 }])).toBe(
      'backup sync daemon (mcast=eth0, syncid=3)\n',
    );
  });

  it('are nothing when none runs', () => {
    expect(renderDaemons([])).toBe('');
  });
});

it('timeouts are one line', () => {
  expect(renderTimeouts({ tcp: 900, tcpFin: 120, udp: 300 })).toBe('Timeout (tcp tcpfin udp): 900 120 300\n');
});
