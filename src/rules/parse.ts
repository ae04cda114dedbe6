import { DEFAULT_SCHEDULER } from '../ipvs/defaults.ts';
import type { Timeouts } from '../ipvs/model.ts';
import { BUILDERS } from './build.ts';
import { checkOptions } from './check.ts';
import type { Command } from './command.ts';
import type { CommandDefinition } from './commands.ts';
import { COMMAND_HANDLERS, type Draft, defaultValue, HANDLERS } from './draft.ts';
import { UsageError } from './errors.ts';
import type { Names } from './names.ts';
import { optionName } from './options.ts';
import { type Definition, scan, type TakeOption } from './scan.ts';
import { parseSchedulerFlags } from './scheduler-flags.ts';
import { parseTimeout } from './values.ts';

/** What ipvsadm 1.31 answers when the first option is no command. The name is fixed: error lines are matched by scripts. */
const NO_COMMAND = "Try `ipvsadm -h' or 'ipvsadm --help' for more information.";

/**
 * Reads one command: the words behind the program's name, or those of a line of `-R`.
 *
 * @throws UsageError for the first thing that is wrong, with ipvsadm 1.31's line and exit status
 * @throws UnresolvedName when `names` has not looked up a host yet
 */
export function parseCommand(words: readonly string[], names: Names): Command {
  if (words.length === 0) return parseCommand(['--list'], names);
  const rest: string[] = [];
  const draft: Draft = { seen: [] };
  const command = readWords(words, rest, draft, names);
  if (command.long === 'help' || command.long === 'version') return { type: command.long };
  const timeouts = command.long === 'set' ? takeTimeouts(rest) : undefined;
  const unexpected = rest[0];
  if (unexpected !== undefined) throw new UsageError(`unexpected argument ${unexpected}`);
  const scheduler = draft.scheduler || DEFAULT_SCHEDULER;
  const schedulerFlags = parseSchedulerFlags(draft.schedulerFlags ?? '', scheduler);
  checkOptions(command, draft.seen);
  return BUILDERS[command.long]({ draft, timeouts, scheduler, schedulerFlags, names });
}

/** Takes the three values behind `--set` from the words left over. */
function takeTimeouts(rest: string[]): Timeouts {
  const [tcp, tcpFin, udp] = rest.splice(0, 3);
  if (tcp === undefined || tcpFin === undefined || udp === undefined) {
    throw new UsageError('--set option requires 3 timeout values');
  }
  return { tcp: parseTimeout(tcp, 0), tcpFin: parseTimeout(tcpFin, 0), udp: parseTimeout(udp, 0) };
}

/** Reads the command, which comes first, and its options into the draft. */
function readWords(words: readonly string[], rest: string[], draft: Draft, names: Names): CommandDefinition {
  let command: CommandDefinition | undefined;
  const take: TakeOption = (definition, value, word) => {
    if (command !== undefined) {
      readOption(definition, value, word, draft, names);
      return true;
    }
    command = definition.command;
    // Help and the version end the reading: whatever follows is not looked at. Nor is it behind what is no command.
    if (command === undefined || command.long === 'help' || command.long === 'version') return false;
    if (value !== undefined) COMMAND_HANDLERS[command.long]?.(draft, value, names);
    return true;
  };
  try {
    scan(words, rest, take);
  } catch (error) {
    if (command !== undefined || !(error instanceof UsageError)) throw error;
  }
  if (command === undefined) throw new UsageError(NO_COMMAND, { kind: 'unparsable' });
  return command;
}

function readOption({ option }: Definition, value: string | undefined, word: string, draft: Draft, names: Names): void {
  if (option === undefined) throw new UsageError(`invalid option \`${word}'`);
  const name = optionName(option);
  const again = draft.seen.includes(name);
  if (again && name !== 'sort' && name !== 'ipv6') throw new UsageError(`multiple '${name}' options specified`);
  HANDLERS[option.long]?.(draft, value ?? defaultValue(option.long), names);
  if (!again) draft.seen.push(name);
}
