import { describe, expect, it } from 'vitest';
import { CHECKS, RETIRED } from '../../src/diagnose/checks/index.ts';
import { diagnose } from '../../src/diagnose/run.ts';
import { objectName } from '../../src/diagnose/subject.ts';
import { CASES } from './cases/index.ts';
import { HOST_NAMES, RecordedHost } from './recorded-host.ts';

/** Codes and objects of what all checks find on a host. */
async function foundOn(host: RecordedHost): Promise<string[]> {
  const { findings } = await diagnose(host.facts(), CHECKS);
  return findings.map(({ code, subject }) => `${code} ${objectName(subject)}`);
}

describe('the table of checks', () => {
  const codes = CHECKS.map(({ code }) => code);

  it('is in the order of codes, none of which is there twice or was used before', () => {
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.filter((code) => RETIRED.includes(code))).toEqual([]);
  });

  it('has a name of its own for each', () => {
    expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  });

  it('has recorded hosts for each: some where it fires, and some where it is silent', () => {
    expect(Object.keys(CASES).sort()).toEqual(codes);
    for (const { fires, silent } of Object.values(CASES)) {
      expect(fires).not.toEqual([]);
      expect(silent).not.toEqual([]);
    }
  });
});

describe.each(HOST_NAMES)('the healthy host %s', (name) => {
  it('has no findings', async () => {
    const { findings, gaps } = await diagnose(RecordedHost.named(name).facts(), CHECKS);
    expect(findings).toEqual([]);
    expect(gaps).toEqual([]);
  });
});

describe.each(CHECKS)('$code $name', ({ code }) => {
  const { fires = [], silent = [] } = CASES[code] ?? {};

  it.each(fires)('fires: $title', async ({ host, objects }) => {
    const found = await foundOn(host);
    expect(found.filter((one) => one.startsWith(code))).toEqual(objects.map((object) => `${code} ${object}`));
    // One fault has one finding, as a report has to name the cause.
    expect(found.filter((one) => !one.startsWith(code))).toEqual([]);
  });

  it.each(silent)('is silent: $title', async ({ host }) => {
    expect((await foundOn(host)).filter((one) => one.startsWith(code))).toEqual([]);
  });

  it('says what it has seen, and what to type', async () => {
    for (const { host } of fires) {
      const { findings } = await diagnose(host.facts(), CHECKS);
      for (const { evidence, fix, what } of findings) {
        expect(evidence).not.toEqual([]);
        expect(fix).not.toEqual([]);
        expect(what).not.toMatch(/\n|\.$/);
      }
    }
  });
});
