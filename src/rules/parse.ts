import { DEFAULT_SCHEDULER } from '../ipvs/defaults.ts';
import type { Timeouts } from '../ipvs/model.ts';
import { BUILDERS } from './build.ts';
import { checkOptions } from './check.ts';
import type { Command } from './command.ts';
import type { CommandDefinition } from './commands.ts';
import type { Draft } from './draft.ts';
import { NoCommandError, UsageError } from './errors.ts';
import { isSaid } from './named.ts';
import type { Names } from './names.ts';
import { isOnlyNamespace } from './namespace.ts';
import type { OptionName } from './options.ts';
import { Scanner } from './scan.ts';
import { requireSchedulerFlags } from './scheduler-flags.ts';
import { requireTimeout } from './values.ts';

/**
 * Reads one command: the words after the program's name, or those of a line of `-R`.
 *
 * @throws UsageError for the first thing that is wrong, with ipvsadm 1.31's line
 */
export function parseCommand(words: readonly string[], names: Names): Command {
  if (words.length === 0 || isOnlyNamespace(words)) return parseCommand(['--list'], names);
  const scanner = new Scanner(words);
  const draft: Draft = {};
  const seen: OptionName[] = [];
  const command = readWords(words, scanner, draft, seen, names);
  if (command.long === 'help' || command.long === 'version') return { type: command.long };
  const { rest } = scanner;
  const timeouts = command.long === 'set' ? takeTimeouts(rest) : undefined;
  const unexpected = rest[0];
  if (unexpected !== undefined) throw new UsageError(`unexpected argument ${unexpected}`);
  const scheduler = draft.scheduler || DEFAULT_SCHEDULER;
  const ofFlags = isSaid(draft, seen, 'scheduler') ? scheduler : undefined;
  const schedulerFlags = requireSchedulerFlags(draft.schedulerFlags ?? '', ofFlags);
  checkOptions(command, seen);
  return BUILDERS[command.long]({ draft, seen, timeouts, scheduler, schedulerFlags, names });
}

/** Takes the three values of `--set` from the words left over. */
function takeTimeouts(rest: string[]): Timeouts {
  const [tcp, tcpFin, udp] = rest.splice(0, 3);
  if (tcp === undefined || tcpFin === undefined || udp === undefined) {
    throw new UsageError('--set option requires 3 timeout values');
  }
  return { tcp: requireTimeout(tcp, 0), tcpFin: requireTimeout(tcpFin, 0), udp: requireTimeout(udp, 0) };
}

/**
 * Reads the command and its options into the draft. Options may come before the command, which ipvsadm 1.31 does not
 * take.
 *
 * @returns the command
 */
function readWords(
  words: readonly string[],
  scanner: Scanner,
  draft: Draft,
  seen: OptionName[],
  names: Names,
): CommandDefinition {
  let command: CommandDefinition | undefined;
  try {
    for (let found = scanner.next(); found !== undefined; found = scanner.next()) {
      const { value } = scanner;
      if (found.command === undefined) {
        const { option, name } = found;
        const again = seen.includes(name);
        if (again && name !== 'sort' && name !== 'ipv6' && !option.repeatable)
          throw new UsageError(`multiple '${name}' options specified`);
        option.read?.(draft, value ?? option.default ?? '', names);
        if (!again) seen.push(name);
      } else if (command === undefined) {
        command = found.command;
        // Help and the version end the reading: what follows is not looked at.
        if (command.long === 'help' || command.long === 'version') return command;
        if (value !== undefined) command.read?.(draft, value, names);
      } else {
        // Options may come before the command: of two commands, the first may be an option of the second.
        const [of, other] = found.command.means?.[command.long] ? [found.command, command] : [command, found.command];
        const meant = of.means?.[other.long];
        if (meant === undefined || seen.includes(meant)) throw new UsageError(`invalid option \`${scanner.word}'`);
        command = of;
        seen.push(meant);
        if (value !== undefined) found.command.read?.(draft, value, names);
      }
    }
  } catch (error) {
    if (error instanceof UsageError && command === undefined && !hasCommand(words)) throw new NoCommandError(words);
    throw error;
  }
  if (command === undefined) throw new NoCommandError(words);
  return command;
}

/** Whether one of the words is a command, before any that cannot be parsed. */
function hasCommand(words: readonly string[]): boolean {
  const scanner = new Scanner(words);
  try {
    for (let found = scanner.next(); found !== undefined; found = scanner.next()) {
      if (found.command !== undefined) return true;
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  return false;
}
