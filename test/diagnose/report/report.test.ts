import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../../src/diagnose/checks/claims.ts';
import { CHECKS } from '../../../src/diagnose/checks/index.ts';
import { PATHS } from '../../../src/diagnose/checks/paths.ts';
import { PROBES } from '../../../src/diagnose/checks/probes.ts';
import { Facts } from '../../../src/diagnose/facts/facts.ts';
import { renderJson } from '../../../src/diagnose/report/json.ts';
import { type ReportOptions, reportOf } from '../../../src/diagnose/report/report.ts';
import { renderText } from '../../../src/diagnose/report/text.ts';
import { diagnose } from '../../../src/diagnose/run.ts';
import { diagnosis } from '../../../src/json/schema.ts';
import { changed, withNeighbour, withServers, withSetting } from '../changes.ts';
import { NAT } from '../hosts.ts';
import type { RecordedHost } from '../recorded-host.ts';

const SERVICE = 'tcp:192.168.100.100:80';
const SCOPE = { services: 1, servers: 2, probed: [] };

/** An error about the machine, and one about a server. */
const BROKEN = changed(NAT, withNeighbour(7, '192.168.2.100', 'failed'), withSetting('net/ipv4/vs/drop_entry', '3'));

/** Checks that need packets. */
const PROBING = [...CLAIMS, ...PROBES, ...PATHS];

const reported = async (host: RecordedHost, options: Partial<ReportOptions> = {}) =>
  reportOf(await diagnose(host.facts(), CHECKS), SCOPE, { ignore: [], failOn: 'warning', ...options });

describe('a report', () => {
  it('is clean where nothing is found', async () => {
    const report = await reported(NAT);
    expect(report.outcome).toBe('clean');
    expect(renderText(report, false)).toBe(
      `nothing wrong found; looked at: 1 virtual service, 2 real servers, ${CHECKS.length - PROBING.length} checks\n`,
    );
  });

  it('has the errors first, by virtual service', async () => {
    const report = await reported(BROKEN);
    expect(report.findings.map(({ code }) => code)).toEqual(['LVS303', 'LVS802']);
    expect(renderText(report, false)).toMatch(
      /^tcp:192\.168\.100\.100:80\n {2}error LVS303 .*\n[\s\S]*\nthis machine\n {2}warning LVS802/,
    );
  });

  it.each([
    ['error', 'findings'],
    ['warning', 'findings'],
  ] as const)('tells of what is as severe as %s', async (failOn, outcome) => {
    expect((await reported(BROKEN, { failOn })).outcome).toBe(outcome);
  });

  it('does not fail for less than the threshold', async () => {
    const host = changed(NAT, withSetting('net/ipv4/vs/drop_entry', '3'));
    expect((await reported(host, { failOn: 'error' })).outcome).toBe('clean');
  });

  it('leaves out what is to be ignored, of one object or of any', async () => {
    const one = { code: 'LVS303', object: `${SERVICE}/192.168.2.100:80` };
    for (const ignore of [[{ code: 'LVS303' }], [one], [{ code: 'LVS303', object: SERVICE }]]) {
      const { findings, ignored, unmatched } = await reported(BROKEN, { ignore });
      expect(findings.map(({ code }) => code)).toEqual(['LVS802']);
      expect(ignored.map(({ code }) => code)).toEqual(['LVS303']);
      expect(unmatched).toEqual([]);
    }
  });

  it('tells of an ignore that matches nothing', async () => {
    const report = await reported(BROKEN, { ignore: [{ code: 'LVS303', object: 'tcp:192.168.100.100:8' }] });
    expect(report.findings).toHaveLength(2);
    expect(renderText(report, false)).toMatch(/--ignore LVS303=tcp:192\.168\.100\.100:8 matches nothing\n$/);
  });

  it('is about one virtual service, and what touches it', async () => {
    const key = { protocol: 'tcp', address: '192.168.100.100', port: 80 } as const;
    expect((await reported(BROKEN, { key })).findings.map(({ code }) => code)).toEqual(['LVS303', 'LVS802']);
    expect((await reported(BROKEN, { key: { ...key, port: 81 } })).findings).toEqual([]);
  });

  it('says what is right when it is asked to', async () => {
    const text = renderText(await reported(BROKEN), true);
    expect(text).toContain('\nright\n  LVS101 virtual addresses are addresses of this machine\n');
    expect(text).not.toMatch(/^ {2}LVS303 /m);
  });

  it('is the same in JSON', async () => {
    const document = diagnosis.parse(JSON.parse(renderJson(await reported(BROKEN))));
    expect(document).toMatchObject({
      outcome: 'findings',
      findings: [{ code: 'LVS303', severity: 'error', object: `${SERVICE}/192.168.2.100:80` }, { code: 'LVS802' }],
      notChecked: [],
      scope: SCOPE,
    });
  });

  it('cannot say that nothing is wrong where the table could not be read', async () => {
    const facts = new Facts(async () => {
      throw Object.assign(new Error('EPERM: no'), { code: 'EPERM' });
    });
    const report = reportOf(
      await diagnose(facts, CHECKS),
      { services: 0, servers: 0, probed: [] },
      { ignore: [], failOn: 'warning' },
    );
    expect(report.outcome).toBe('blind');
    expect(renderText(report, false)).toMatch(/^not looked at\n {2}the table of IPVS: not permitted \(LVS101 /);
    expect(renderText(report, false)).toContain('too little could be looked at');
  });

  it('of findings is one, though something could not be looked at', async () => {
    const host = changed(
      NAT,
      withServers((server) => ({ ...server, weight: 0 })),
    );
    const facts = host.facts();
    const blind = new Facts(async (source, get) => {
      if (source.name === 'links') throw new Error('no');
      return 'derive' in source ? get(source) : facts.get(source);
    });
    const report = reportOf(await diagnose(blind, CHECKS), SCOPE, { ignore: [], failOn: 'warning' });
    expect(report.outcome).toBe('findings');
  });
});
