/** Every tunnel that IPVS has: do packets travel as the options say, and do they get through? */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Capture } from './capture.ts';
import { Network } from './network.ts';
import { buildTunnelNetwork } from './tun.ts';
import { type Wrapping, wrappingOf } from './wrapping.ts';

/** Bytes of a request, which fill many packets. The reply is short. */
const SIZE = 50_000;

const VIP: Readonly<Record<number, string>> = { 4: '192.168.100.100', 6: '[2001:db8:100::100]' };

/** Servers by the IP version of their addresses. A GRE device that needs checksums is on another host. */
const SERVER: Readonly<Record<number, string>> = { 4: '10.1.0.11', 6: '2001:db8:1::11' };
const SERVER_OF_CHECKSUMS: Readonly<Record<number, string>> = { 4: '10.1.0.12', 6: '2001:db8:1::12' };

type Kind = Pick<Wrapping, 'type' | 'checksum'>;
const KINDS: readonly (readonly [options: string, kind: Kind])[] = [
  ['', { type: 'ipip', checksum: 'none' }],
  [' --tun-type gue --tun-port 6080 --tun-nocsum', { type: 'gue', checksum: 'none' }],
  [' --tun-type gue --tun-port 6080 --tun-csum', { type: 'gue', checksum: 'whole' }],
  [' --tun-type gue --tun-port 6080 --tun-remcsum', { type: 'gue', checksum: 'remote' }],
  [' --tun-type gre --tun-nocsum', { type: 'gre', checksum: 'none' }],
  [' --tun-type gre --tun-csum', { type: 'gre', checksum: 'whole' }],
];

interface Variant {
  readonly title: string;
  readonly wrapping: Wrapping;
  /** Rules of a service on its own port. */
  readonly rules: string;
}

const VARIANTS: readonly Variant[] = [4, 6].flatMap((outer) =>
  [4, 6].flatMap((inner) =>
    KINDS.map(([options, kind], index): Variant => {
      const port = 8000 + 100 * outer + 10 * inner + index;
      const hosts = kind.type === 'gre' && kind.checksum === 'whole' ? SERVER_OF_CHECKSUMS : SERVER;
      const service = `-t ${VIP[inner]}:${port}`;
      return {
        title: `IPv${inner} over IPv${outer}: -i${options}`,
        wrapping: { ...kind, outer, inner, port },
        rules: `-A ${service} -s rr\n-a ${service} -r ${hosts[outer]} -i -w 1${options}\n`,
      };
    }),
  ),
);
const ports = VARIANTS.map(({ wrapping }) => wrapping.port);

/** Script that lets a server unpack everything. @param gre options of its GRE devices */
const receivers = (v4: string, v6: string, gre: string): string => `set -e
modprobe -a ipip sit ip6_tunnel ip_gre ip6_gre fou
ip link set tunl0 up
ip link set sit0 up
ip link add any6 up type ip6tnl mode any local ${v6}
ip link add gre4 up type gre local ${v4} ${gre}
ip link add gre6 up type ip6gre local ${v6} ${gre}
ip fou add port 6080 gue
ip -6 fou add port 6080 gue
ip address add 192.168.100.100/32 dev lo
ip address add 2001:db8:100::100/128 dev lo nodad`;

/**
 * Packets that begin with a tunnel's header, so not later fragments. Linux 5.10 sends a large packet in fragments
 * where other kernels make the client send smaller ones.
 */
const FIRST4 = 'ip[6:2] & 0x1fff = 0';
const FIRST6 = '(ip6[6] != 44 or ip6[42:2] & 0xfff8 = 0)';

let network: Network;
let sent: readonly Wrapping[];
let answers: readonly string[];

beforeAll(async () => {
  network = new Network();
  await buildTunnelNetwork(network, ...ports);
  const [client, director] = [network.host('client'), network.host('director')];
  await director.ip(
    'address add 192.168.100.100/32 dev eth0',
    'address add 2001:db8:100::100/128 dev eth0 nodad preferred_lft 0',
  );
  await network.host('web1').run('sh', '-c', receivers('10.1.0.11', '2001:db8:1::11', ''));
  await network.host('web2').run('sh', '-c', receivers('10.1.0.12', '2001:db8:1::12', 'icsum'));
  await director.run('sh', '-c', `ipvsadm -R <<'END'\n${VARIANTS.map(({ rules }) => rules).join('')}END\n`);

  const capture = await Capture.start(
    director,
    'eth0',
    `(${FIRST4} and dst net 10.1.0.0/24) or (${FIRST6} and dst net 2001:db8:1::/64)`,
  );
  const urls = VARIANTS.map(({ wrapping }) => `http://${VIP[wrapping.inner]}:${wrapping.port}/`).join(' ');
  const { text } = await client.type(`head -c ${SIZE} /dev/zero >body; curl -gsm 2 --data-binary @body ${urls}`);
  answers = text.split('\n');
  sent = (await capture.packets((packet) => wrappingOf(packet).port === ports.at(-1))).map(wrappingOf);
});
afterAll(() => network?.remove());

describe('a tunnel', () => {
  it.each(VARIANTS)('wraps as asked and gets through: $title', ({ wrapping }) => {
    const travelled = sent.filter(({ port }) => port === wrapping.port);
    expect(travelled[0]).toEqual(wrapping);
    for (const other of travelled) expect(other).toEqual(wrapping);
    expect(answers.filter((answer) => answer.includes(`:${wrapping.port} `))).toEqual([
      expect.stringMatching(` got ${SIZE} bytes$`),
    ]);
  });
});
