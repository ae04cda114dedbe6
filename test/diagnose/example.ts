import type { Check } from '../../src/diagnose/check.ts';
import { findingText } from '../../src/diagnose/report/text.ts';
import { diagnose } from '../../src/diagnose/run.ts';
import { CASES } from './cases/index.ts';

/** A finding of a check as it is reported: the first of the first recorded host where it fires. */
export async function exampleOf(check: Check): Promise<string> {
  const host = CASES[check.code]?.fires[0]?.host;
  if (host === undefined) throw new Error(`${check.code} has no recorded host where it fires`);
  const { findings } = await diagnose(host.facts(), [check]);
  const [finding] = findings;
  if (finding === undefined) throw new Error(`${check.code} finds nothing on its recorded host`);
  return findingText(finding).replace(/^ {2}/gm, '');
}
