import type { CommandOf } from '../../rules/command.ts';
import type { Environment } from '../environment.ts';
import { replaceFile } from '../files/replace-file.ts';
import { Lines } from '../render/lines.ts';
import { connectionLines } from './connection-table.ts';

/**
 * The table as metrics, on standard output or in a file that is replaced atomically. To look at a machine must not
 * change it, so IPVS is not loaded where it is missing: that is a metric, too.
 */
export async function metrics(
  { format, connections, findings, output }: CommandOf<'metrics'>,
  { client, hasIpvs, tracing, write }: Environment,
): Promise<void> {
  const { renderMetrics } = await import('../../metrics/render.ts');
  const diagnose = findings ? (await import('./diagnose.ts')).countFindingsHere : undefined;
  const text = new Lines();
  const lines = await renderMetrics(hasIpvs() ? await client() : undefined, {
    format,
    connections: connections ? connectionLines() : undefined,
    diagnose: diagnose && (() => diagnose(tracing)),
  });
  for (const line of lines) text.text(line);
  if (output === undefined) write(text);
  else replaceFile(output, text);
}
