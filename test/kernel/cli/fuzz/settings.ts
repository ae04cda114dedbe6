/** What may stand beside the addresses, in combinations that make sense. */
import fc from 'fast-check';
import {
  flag,
  nothing,
  realServer,
  type ServiceAddress,
  seldom,
  together,
  type Unit,
  type Units,
  valued,
} from './universe.ts';

/** A name longer than the kernel's limit of one. */
export const LONG_NAME = 'abcdefghijklmnopqrstuvwxyz';

const SCHEDULERS = ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'dh', 'sed', 'nq', 'fo', 'ovf', 'nosuch', LONG_NAME];

/** With the flags that it may have. flag-3 of sh and mh is left out: 1.31 cannot show it (docs/compatibility.md), and the corpus has it. */
const scheduler = fc.oneof(
  nothing,
  valued('scheduler', ...SCHEDULERS),
  valued('sched-flags', 'flag-1', 'flag-3,flag-1', 'flag-2,,flag-3'),
  ...['sh', 'mh'].map((name) =>
    together(
      valued('scheduler', name),
      valued('sched-flags', `${name}-port`, `flag-1,${name}-port`, `${name}-fallback,${name}-fallback`, ',flag-2'),
    ),
  ),
);

const netmask = (isIPv6: boolean | undefined): Unit =>
  isIPv6
    ? valued('netmask', '1', '64', '127', '128', '064')
    : valued('netmask', '255.255.255.0', '255.255.0.0', '64', '0xffffff00', '0.0.0.0', '255.255.255.255');

const persistent = fc.oneof(flag('persistent'), valued('persistent', '1', '300', '2678400'));

/** Of a virtual service. */
export const serviceSettings = ({ isIPv6, mayBeOps, anyPort }: ServiceAddress): Unit[] => [
  scheduler,
  anyPort ? persistent : seldom(3, persistent),
  seldom(4, netmask(isIPv6)),
  mayBeOps ? seldom(4, flag('ops')) : nothing,
  seldom(8, valued('pe', 'sip', 'sip', 'nosuch', LONG_NAME)),
];

const checksum = (...longs: readonly string[]): Unit => fc.oneof(nothing, ...longs.map(flag));

const tunnel = fc.oneof(
  nothing,
  valued('tun-type', 'ipip'),
  together(
    valued('tun-type', 'gue'),
    valued('tun-port', '1', '6080', '65535'),
    checksum('tun-nocsum', 'tun-csum', 'tun-remcsum'),
  ),
  together(valued('tun-type', 'gre'), checksum('tun-nocsum', 'tun-csum')),
);

const thresholds = fc.oneof(
  valued('u-threshold', '0', '1', '5', '2147483647'),
  valued('l-threshold', '0', '1', '5'),
  together(valued('u-threshold', '5', '6'), valued('l-threshold', '5', '6')),
);

/** A real server and how it is reached: only a tunnel may lead to the other family. */
const reached = (isIPv6 = false): Units =>
  fc.oneof(
    fc.tuple(realServer(isIPv6), fc.oneof(nothing, flag('masquerading'), flag('gatewaying'))),
    fc.tuple(fc.oneof(realServer(isIPv6), realServer(!isIPv6)), together(flag('ipip'), tunnel)),
  );

/** Of a real server, itself included. */
export const serverSettings = ({ isIPv6 }: ServiceAddress): Units =>
  fc
    .tuple(reached(isIPv6), seldom(2, valued('weight', '0', '1', '3', '65536', '2147483647')), seldom(3, thresholds))
    .map(([server, ...rest]) => [...server, ...rest]);

const views = ['stats', 'rate', 'thresholds', 'persistent-conn', 'tun-info', 'exact', 'nosort', 'sort'].map(flag);
const elsewhere = fc.oneof(flag('timeout'), flag('daemon'));

/**
 * Of a listing. Numbers are always asked for: what 1.31 looks up one by one is a chapter of docs/compatibility.md.
 */
export const listSettings: Units = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(flag('numeric'), seldom(2, fc.oneof(...views)), seldom(4, fc.oneof(...views))) },
  {
    weight: 1,
    arbitrary: fc.tuple(flag('numeric'), elsewhere, seldom(4, flag('exact')), seldom(4, valued('syncid', '0', '255'))),
  },
);

const syncId = valued('syncid', '0', '7', '255');

/** Of a sync daemon. Most have no interface: that is then eth0, if there is one. */
export const daemonSettings: Units = fc.tuple(
  seldom(3, valued('mcast-interface', '', 'eth0', 'nosuch0')),
  seldom(2, syncId),
  seldom(6, valued('mcast-group', '224.0.0.99', 'ff02::99')),
  seldom(6, valued('mcast-port', '1', '9000', '65535')),
  seldom(6, valued('mcast-ttl', '1', '255')),
  seldom(6, valued('sync-maxlen', '1', '1000', '65507')),
);

/** Of a sync daemon that is stopped. */
export const stopSettings: Units = fc.tuple(seldom(3, syncId));
