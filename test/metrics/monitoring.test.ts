/** What docs/monitoring says of the metrics, by their table. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleName } from '../../src/metrics/metric.ts';
import { METRICS } from '../../src/metrics/metrics.ts';
import { parseCommand } from '../../src/rules/parse.ts';
import { execWords, parseUnit } from '../boot/unit-file.ts';
import { names } from '../rules/names.ts';
import { CASED_ALERTS } from '../scenarios/alert-cases.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/monitoring/${name}`, import.meta.url), 'utf8');

const known = new Set(METRICS.map(sampleName));
const named = (text: string): string[] => text.match(/\bipvs(_[a-z]+)+/g) ?? [];
const unknown = (text: string): string[] => named(text).filter((name) => !known.has(name));

describe('README.md', () => {
  it('lists all metrics, in their order and with their texts', () => {
    const rows = [...read('README.md').matchAll(/^\| `(ipvs\w*)` +\| (\w+) +\|.*?\| (.*?) *\|$/gm)];
    expect(rows.map(([, name, type, help]) => ({ name, type, help }))).toEqual(
      METRICS.map(({ name, type, help }) => ({ name, type, help })),
    );
  });
});

describe('alerts.yml', () => {
  it('names only metrics that there are', () => {
    expect(named(read('alerts.yml')).length).toBeGreaterThan(10);
    expect(unknown(read('alerts.yml'))).toEqual([]);
  });

  it('has alerts that are all tried in the lab', () => {
    const alerts = [...read('alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, alert]) => alert);
    expect(CASED_ALERTS).toEqual(alerts);
  });
});

describe('dashboard.json', () => {
  const Dashboard = z.object({
    panels: z.array(
      z.object({
        id: z.int(),
        title: z.string(),
        gridPos: z.object({ x: z.int(), w: z.int() }),
        targets: z.array(z.object({ expr: z.string() })).default([]),
      }),
    ),
  });
  const { panels } = Dashboard.parse(JSON.parse(read('dashboard.json')));

  it('asks only for metrics that there are, of the directors that are chosen', () => {
    for (const { expr } of panels.flatMap(({ targets }) => targets)) {
      expect(named(expr), expr).not.toEqual([]);
      expect(unknown(expr)).toEqual([]);
      expect(expr.match(/instance=~"\$director"/g), expr).toHaveLength(named(expr).length);
    }
  });

  it('has panels of different ids that fit into its width', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});

describe('ipvsadm-metrics', () => {
  const service = parseUnit(read('ipvsadm-metrics.service'));

  it.each([
    ['', { connections: false, findings: false }],
    ['-c --findings', { connections: true, findings: true }],
  ])('with OPTIONS=%s is a command that we read', (options, expected) => {
    const [line = ''] = service.values('Service', 'ExecStart');
    const [file = ''] = service.values('Service', 'Environment');
    const words = execWords(line.replace('$OPTIONS', options).replace(/\$\{FILE\}/, file.slice('FILE='.length)));
    expect(words.shift()).toBe('ipvsadm');
    expect(parseCommand(words, names)).toEqual({
      type: 'metrics',
      format: 'prometheus',
      output: '/var/lib/prometheus/node-exporter/ipvs.prom',
      ...expected,
    });
  });

  it('is started by its timer again and again, and by nothing else', () => {
    const timer = parseUnit(read('ipvsadm-metrics.timer'));
    expect(timer.values('Timer', 'OnBootSec')).toEqual(['15']);
    expect(timer.values('Timer', 'OnUnitActiveSec')).toEqual(['15']);
    expect(timer.values('Install', 'WantedBy')).toEqual(['timers.target']);
    expect(service.values('Service', 'Type')).toEqual(['oneshot']);
    expect(service.values('Install', 'WantedBy')).toEqual([]);
  });
});
