import { join } from 'node:path';
import { installCommands } from './commands.ts';

/** What reads the metrics of a director in practice, for tests that ask for daemons. */
export const MONITORING_PACKAGES = ['prometheus', 'prometheus-node-exporter'];

const COMMANDS: Record<string, readonly string[]> = {
  'usr/bin/prometheus': ['prometheus'],
  'usr/bin/promtool': ['promtool'],
  'usr/bin/prometheus-node-exporter': ['prometheus-node-exporter'],
};

/** Makes the programs of an unpacked `root` run here, and fills `bin` with their names. */
export async function finishMonitoring(staging: string, final: string, tools: string): Promise<void> {
  await installCommands(staging, final, COMMANDS, join(tools, 'root'));
}
