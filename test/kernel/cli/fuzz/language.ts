/**
 * The words of ipvsadm 1.31: ours has more of them. Without -c, because the connections of other tests are still
 * there, and run out while both list them; test/rules and the tests of connections have it.
 */
export interface Row {
  readonly long: string;
  readonly letters: readonly string[];
  /** Whether it takes a value, be it optional. */
  readonly isValued: boolean;
}

const rows = (isValued: boolean, text: string): Row[] =>
  text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [long = '', letters = ''] = entry.split('/');
      return { long, letters: [...letters], isValued };
    });

/** But for -h and -v, whose texts are others in ours. */
export const COMMANDS: readonly Row[] = [
  ...rows(false, 'add-service/A edit-service/E delete-service/D add-server/a edit-server/e delete-server/d'),
  ...rows(false, 'clear/C restore/R save/S list/Ll zero/Z set'),
  ...rows(true, 'start-daemon stop-daemon'),
];

export const OPTIONS: readonly Row[] = [
  ...rows(true, 'tcp-service/t udp-service/u sctp-service fwmark-service/f scheduler/s persistent/p netmask/M pe'),
  ...rows(true, 'sched-flags/b real-server/r weight/w u-threshold/x l-threshold/y tun-type tun-port syncid'),
  ...rows(true, 'mcast-interface mcast-group mcast-port mcast-ttl sync-maxlen'),
  ...rows(false, 'numeric/n ipv6/6 gatewaying/g ipip/i masquerading/m ops/o sort nosort exact'),
  ...rows(false, 'timeout daemon stats rate thresholds persistent-conn tun-info tun-nocsum tun-csum tun-remcsum'),
];
