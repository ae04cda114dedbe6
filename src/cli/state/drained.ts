import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Destination, ServiceKey } from '../../ipvs/model.ts';
import { readRules } from '../../rules/lines.ts';
import { destinationLine } from '../../rules/write-rules.ts';
import type { Environment, Folders } from '../environment.ts';
import { EXIT } from '../exit-status.ts';
import { readOrEmpty } from '../files/read-or-empty.ts';
import { replaceFile } from '../files/replace-file.ts';
import { CommandError, cannot } from '../report/errors.ts';

type Notebook = Pick<Environment, 'folders' | 'names'>;

/** A real server as it was before it was drained. */
export interface DrainedServer {
  readonly key: ServiceKey;
  readonly destination: Destination;
}

const pathOf = ({ lasting }: Folders, address: string): string => `${lasting}/drained/${address}`;

/**
 * What is noted of a machine that was drained, none where it was not.
 *
 * @throws CommandError when the note is not what we write
 */
export function readDrained(address: string, { folders, names }: Notebook): Promise<DrainedServer[]> {
  const path = pathOf(folders(), address);
  const text = readOrEmpty(path);
  return names.readWith(() => {
    const servers: DrainedServer[] = [];
    for (const rule of readRules(text, names)) {
      const operation = 'command' in rule && rule.command.type === 'change' ? rule.command.operation : undefined;
      if (operation?.type !== 'add-destination') {
        throw new CommandError(`${path}: line ${rule.line} does not add a real server`, EXIT.listingFailed);
      }
      servers.push(operation);
    }
    return servers;
  });
}

/**
 * Notes how a machine's real servers were, in place of what was noted before. With none, nothing is noted any more.
 *
 * @throws CommandError that names the file
 */
export function noteDrained(address: string, servers: readonly DrainedServer[], { folders }: Notebook): void {
  const path = pathOf(folders(), address);
  if (servers.length === 0) {
    rmSync(path, { force: true });
    return;
  }
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (cause) {
    throw cannot(`write ${path}`, cause);
  }
  const lines = servers.map(({ key, destination }) => `${destinationLine(key, destination)}\n`);
  replaceFile(path, `# Drained. "ipvsadm --undrain -r ${address}" brings these back.\n${lines.join('')}`);
}
