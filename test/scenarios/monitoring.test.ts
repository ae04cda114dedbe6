import { describe, expect, it } from 'vitest';
import { testGuide } from '../guide/test-guide.ts';
import { type Family, parseOpenMetrics, parsePrometheus, valuesOf } from '../metrics/strict.ts';
import { ALERT_CASES } from './alert-cases.ts';
import { VIP } from './cluster.ts';
import { MONITORING } from './monitoring.ts';

const MISTAKES = [
  { from: '-s rr', to: '-s sh' },
  { from: '-r 192.168.2.101 -m', to: '-r 192.168.2.101 -m -w 0' },
];

/** Each family that a mark may have, IPv6, and a server of two services. */
const RULES = `-A -t [2001:db8::1]:80 -s rr
-a -t [2001:db8::1]:80 -r [2001:db8::2]:8080 -m -w 7
-A -u ${VIP}:53 -s sh
-a -u ${VIP}:53 -r 192.168.2.100:53 -m -w 0
-A -f 43981 -s rr
-a -f 43981 -r 192.168.2.100 -g
-a -f 43981 -r 192.168.2.101 -g -w 3
-A -f 43981 -6 -s rr
-a -f 43981 -6 -r [2001:db8::2]:0 -g
-A -f 4294967295 -s rr
`;

/** It asks once: on a busy machine that takes longer than Prometheus waits. */
const OPENMETRICS_SERVER = `
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
const text = execFileSync('ipvsadm', ['-L', '--metrics', '-c', '--findings']);
createServer((request, response) => {
  response.setHeader('Content-Type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
  response.end(text);
}).listen(9102);
`;

testGuide(MONITORING, MISTAKES, (network) => {
  const director = (command: string) => network().host('director').type(command);
  const monitor = (command: string) => network().host('monitor').type(command);

  /** Families as a program listens for them, once it listens. */
  const scraped = async (port: number): Promise<string> => {
    await monitor(`until curl -sf http://192.168.100.1:${port}/metrics >scraped; do sleep 1; done`);
    return (await monitor('cat scraped')).text;
  };

  const metrics = async (words: string): Promise<Map<string, Family>> => {
    const { text } = await director(`ipvsadm -L --metrics ${words}`);
    return text.endsWith('# EOF\n') ? parseOpenMetrics(text) : parsePrometheus(text);
  };

  describe('real traffic', () => {
    it('is what --json tells of it, in both formats', async () => {
      await network().host('client').type(`curl -so /dev/null -m 30 http://${VIP}/bytes/1000000`);
      // The kernel adds up every two seconds.
      await director('sleep 3');
      const { text } = await director(`ipvsadm -Ln --json -t ${VIP}:80`);
      const { stats, destinations } = JSON.parse(text).services[0];
      expect(BigInt(stats.outBytes)).toBeGreaterThan(1_000_000n);
      for (const words of ['openmetrics', 'prometheus']) {
        const families = await metrics(words);
        const total = words === 'prometheus' ? '_total' : '';
        const service = `protocol=tcp address=${VIP} port=80`;
        expect(valuesOf(families, `ipvs_service_outgoing_bytes${total}`)).toEqual({ [service]: stats.outBytes });
        expect(valuesOf(families, `ipvs_server_incoming_packets${total}`)).toEqual(
          Object.fromEntries(
            destinations.map((one: { address: string; port: number; stats: { inPackets: string } }) => [
              `${service} server_address=${one.address} server_port=${one.port}`,
              one.stats.inPackets,
            ]),
          ),
        );
        expect(valuesOf(families, `ipvs_outgoing_bytes${total}`)['']).toBe(stats.outBytes);
      }
    });
  });

  describe('the names of node_exporter', () => {
    it('are those of its own collector, with the same values and texts', async () => {
      await director(`ipvsadm -R <<'END'\n${RULES}END`);
      await director(
        'prometheus-node-exporter --collector.disable-defaults --collector.ipvs --web.listen-address :9101 &',
      );
      const theirs = (await scraped(9101)).match(/^(# \w+ )?node_ipvs_.*\n/gm) ?? [];
      const { text } = await director('ipvsadm -L --metrics=node_exporter');
      expect(theirs.length).toBeGreaterThan(30);
      // Its numbers are floats, such as 1.2e+06, and its labels and families are sorted.
      const plain = (lines: readonly string[]): string[] =>
        lines
          .map((line) => line.replace(/ (\S+)$/m, (all, value) => (line.startsWith('#') ? all : ` ${Number(value)}`)))
          .map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join(',')}}`))
          .sort();
      expect(plain(text.match(/^.*\n/gm) ?? [])).toEqual(plain(theirs));
    });
  });

  describe('promtool', () => {
    it.each(['prometheus', 'prometheus -c --findings', 'node_exporter'])('has nothing to say to %s', async (words) => {
      const checked = await director(`ipvsadm -L --metrics=${words} | promtool check metrics`);
      expect(checked).toEqual({ status: 0, text: '' });
    });

    it('finds that each alert fires when it should, and only then', async () => {
      await monitor(`cat >cases.yml <<'END'\n${JSON.stringify(ALERT_CASES)}\nEND`);
      const { status, text } = await monitor('promtool test rules cases.yml');
      expect({ status, text }).toMatchObject({ status: 0, text: expect.stringContaining('SUCCESS') });
    });
  });

  describe('Prometheus', () => {
    it('reads OpenMetrics', async () => {
      await director(`cat >server.mjs <<'END'\n${OPENMETRICS_SERVER}END`);
      await director('node server.mjs &');
      parseOpenMetrics(await scraped(9102));
      await monitor("sed 's/9100/9102/; /rule_files/d; s/1s/5s/g' prometheus.yml >openmetrics.yml");
      await monitor(
        'prometheus --config.file openmetrics.yml --storage.tsdb.path other --web.listen-address 127.0.0.1:9091 &',
      );
      const query = (what: string) => monitor(`promtool query instant http://127.0.0.1:9091 '${what}'`);
      await expect.poll(async () => (await query('up')).text, { timeout: 60_000 }).toMatch(/=> 1 @/);
      expect((await query('sum(ipvs_server_weight{fwmark="43981"})')).text).toMatch(/=> 5 @/);
      const { text } = await monitor('curl -s http://127.0.0.1:9091/api/v1/metadata?metric=ipvs_service_connections');
      expect(JSON.parse(text).data).toMatchObject({ ipvs_service_connections: [{ type: 'counter' }] });
    });
  });
});
