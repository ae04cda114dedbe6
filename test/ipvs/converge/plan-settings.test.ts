import { describe, expect, it } from 'vitest';
import { planDaemons, planTimeouts } from '../../../src/ipvs/converge/plan-settings.ts';
import type { Daemon, Timeouts } from '../../../src/ipvs/model.ts';
import { operationLine } from '../../../src/rules/operation-line.ts';

describe('timeouts', () => {
  it.each<[wanted: Timeouts, plan: string[]]>([
    [{ tcp: 900, tcpFin: 120, udp: 300 }, []],
    [{ tcp: 0, tcpFin: 0, udp: 0 }, []],
    [{ tcp: 0, tcpFin: 120, udp: 0 }, []],
    [{ tcp: 901, tcpFin: 120, udp: 300 }, ['--set 901 120 300']],
    [{ tcp: 0, tcpFin: 121, udp: 0 }, ['--set 0 121 0']],
    [{ tcp: 0, tcpFin: 0, udp: 1 }, ['--set 0 0 1']],
  ])('%j of 900 120 300', (wanted, plan) => {
    expect(planTimeouts({ tcp: 900, tcpFin: 120, udp: 300 }, wanted).map(operationLine)).toEqual(plan);
  });
});

/** As the kernel lists it. */
const master: Daemon = {
  state: 'master',
  interface: 'eth0',
  syncId: 1,
  syncMaxLength: 1472,
  group: '224.0.0.81',
  port: 8848,
  ttl: 1,
};
const backup: Daemon = { ...master, state: 'backup' };
const least: Daemon = { state: 'master', interface: 'eth0', syncId: 1 };

const START = '--start-daemon master --mcast-interface eth0 --syncid';
const STOP = '--stop-daemon master';

describe('sync daemons', () => {
  it.each<[title: string, current: Daemon[], wanted: Daemon[], plan: string[]]>([
    ['new', [], [least], [`${START} 1`]],
    ['just so', [master, backup], [master, backup], []],
    ['the same where something is asked for', [master], [least], []],
    ['with zeros for the defaults', [master], [{ ...least, syncMaxLength: 0, port: 0, ttl: 0 }], []],
    ['with another id', [master], [{ ...least, syncId: 2 }], [STOP, `${START} 2`]],
    ['on another interface', [master], [{ ...least, interface: 'eth1' }], [STOP, `${START.replace('0', '1')} 1`]],
    ['of another group', [master], [{ ...least, group: '224.0.0.82' }], [STOP, `${START} 1 --mcast-group 224.0.0.82`]],
    ['of another port', [master], [{ ...least, port: 8849 }], [STOP, `${START} 1 --mcast-port 8849`]],
    ['with another TTL', [master], [{ ...least, ttl: 2 }], [STOP, `${START} 1 --mcast-ttl 2`]],
    ['with longer messages', [master], [{ ...least, syncMaxLength: 1400 }], [STOP, `${START} 1 --sync-maxlen 1400`]],
    [
      'as a backup, which leaves the master alone',
      [master],
      [{ ...least, state: 'backup' }],
      [`${START.replace('master', 'backup')} 1`],
    ],
    ['as a backup of short messages', [{ ...backup, syncMaxLength: 1024 }], [{ ...backup, syncMaxLength: 500 }], []],
    ['of the longest messages', [{ ...master, syncMaxLength: 65507 }], [{ ...master, syncMaxLength: 65535 }], []],
    [
      'of the longest messages over IPv6',
      [{ ...master, group: 'ff02::1', syncMaxLength: 65487 }],
      [{ ...master, group: 'ff02::1', syncMaxLength: 65507 }],
      [],
    ],
  ])('%s', (_, current, wanted, plan) => {
    const states = new Map(wanted.map((daemon) => [daemon.state, daemon]));
    expect(planDaemons(current, states).map(operationLine)).toEqual(plan);
  });

  it('stop where they are not wanted, and are left alone where nothing is said of them', () => {
    expect(planDaemons([master, backup], new Map([['master', undefined]])).map(operationLine)).toEqual([STOP]);
    expect(planDaemons([backup], new Map([['master', undefined]]))).toEqual([]);
    expect(planDaemons([master, backup], new Map())).toEqual([]);
  });
});
