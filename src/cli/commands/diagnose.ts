import { existsSync } from 'node:fs';
import { CHECKS } from '../../diagnose/checks/index.ts';
import { Facts, ofFolder, ofHost } from '../../diagnose/facts/facts.ts';
import { SystemHost } from '../../diagnose/facts/host.ts';
import { SOURCES } from '../../diagnose/facts/index.ts';
import { type Entry, ipvs } from '../../diagnose/facts/ipvs.ts';
import { record } from '../../diagnose/facts/record.ts';
import { NotLookedAt, type Source } from '../../diagnose/facts/source.ts';
import { countFindings, type FindingCount } from '../../diagnose/report/counts.ts';
import { renderJson } from '../../diagnose/report/json.ts';
import { type Outcome, reportOf, type Scope } from '../../diagnose/report/report.ts';
import { renderText } from '../../diagnose/report/text.ts';
import { diagnose as diagnoseFacts } from '../../diagnose/run.ts';
import { sameKey } from '../../ipvs/key.ts';
import { codeOf } from '../../netlink/errors.ts';
import type { CommandOf } from '../../rules/command.ts';
import type { Environment } from '../environment.ts';

/** What a diagnosis prints, and how it ended; or in one line why there is none. */
type Printed = { readonly text: string; readonly outcome: Outcome } | { readonly problem: string };

/**
 * Says what is wrong, by this machine as it is or as it was recorded. This file is a part of its own, with all that it
 * needs (see `build/bundle.ts`), so it throws no error that the rest of the program knows by its class.
 */
export async function diagnose(
  command: CommandOf<'diagnose'>,
  { tracing }: Pick<Environment, 'tracing'>,
): Promise<Printed> {
  const { key, facts: folder, record: target, json, verbose, probe } = command;
  if (folder !== undefined && !existsSync(folder)) return { problem: `cannot read ${folder}: ENOENT` };
  const host = new SystemHost({ tracing, probe });
  try {
    const facts = new Facts(folder === undefined ? ofHost(host) : ofFolder(folder));
    if (target !== undefined) {
      try {
        await record(target, SOURCES, facts.get);
      } catch (cause) {
        return { problem: `cannot write ${target}: ${codeOf(cause) ?? cause}` };
      }
    }
    const diagnosis = await diagnoseFacts(facts, CHECKS);
    const entries = (await orNothing(facts, ipvs))?.entries;
    if (key !== undefined && entries !== undefined && !entries.some(({ service }) => sameKey(service.key, key))) {
      return { problem: 'No such service' };
    }
    const report = reportOf(diagnosis, await scopeOf(facts, entries ?? []), command);
    return { text: json ? renderJson(report) : renderText(report, verbose), outcome: report.outcome };
  } finally {
    await host.close();
  }
}

/** Counts what is wrong with this machine as it is now, without a packet sent. */
export async function countFindingsHere(
  tracing: Environment['tracing'],
): Promise<{ counts: readonly FindingCount[]; gaps: number }> {
  const host = new SystemHost({ tracing, probe: false });
  try {
    const diagnosis = await diagnoseFacts(new Facts(ofHost(host)), CHECKS);
    return { counts: countFindings(diagnosis), gaps: diagnosis.gaps.length };
  } finally {
    await host.close();
  }
}

/** What a source says; `undefined` where it says nothing. */
async function orNothing<T>(facts: Facts, source: Source<T>): Promise<T | undefined> {
  try {
    return await facts.get(source);
  } catch (error) {
    if (error instanceof NotLookedAt) return undefined;
    throw error;
  }
}

async function scopeOf(facts: Facts, entries: readonly Entry[]): Promise<Scope> {
  const probed: Scope['probed'][number][] = [];
  for (const source of SOURCES) {
    const fact = source.probe === undefined ? undefined : await orNothing(facts, source);
    const sent = fact === undefined ? undefined : source.probe?.(fact);
    if (sent !== undefined) probed.push({ title: source.title, ...sent });
  }
  return {
    services: entries.length,
    servers: entries.reduce((sum, { servers }) => sum + servers.length, 0),
    probed,
  };
}
