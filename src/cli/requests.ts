import { constants } from 'node:os';
import { OperationError } from '../ipvs/errors.ts';
import type { Operation } from '../ipvs/operations.ts';
import { Wanted } from '../ipvs/wanted.ts';
import { KernelError } from '../netlink/errors.ts';
import type { Command, CommandOf } from '../rules/command.ts';
import { USAGE_STATUS } from '../rules/errors.ts';
import type { Rule } from '../rules/lines.ts';
import { operationLine } from '../rules/operation-line.ts';
import { CommandError } from './errors.ts';
import type { Failure } from './failures.ts';
import { soundRules } from './rules.ts';
import type { Environment } from './run.ts';

/** A change that is asked for, and where: `line 3`, `services[0]`. */
export interface Request {
  readonly where: string;
  readonly operation: Operation;
  /** Fine where it is done already. */
  readonly exist?: boolean;
}

/** Whether a command is one of those that say what is to be there. */
const isRequest = (command: Command): command is CommandOf<'change'> =>
  command.type === 'change' && command.operation.type !== 'zero';

/** Rules as requests; `undefined` where one of them does something else than to say what is to be there. */
export function requestsOf(rules: readonly Rule[]): Request[] | undefined {
  const requests: Request[] = [];
  for (const { line, command } of rules) {
    if (!isRequest(command)) return undefined;
    requests.push({ where: `line ${line}`, operation: command.operation, exist: command.exist });
  }
  return requests;
}

/**
 * What a file asks for: rules, or the JSON of a listing, which begins with a brace.
 *
 * @throws CommandError with a line for whatever is wrong
 */
export async function readRequests(text: string, environment: Pick<Environment, 'names'>): Promise<Request[]> {
  if (text.trimStart().startsWith('{')) return readJsonRequests(text);
  const rules = await soundRules(text, environment);
  const requests = requestsOf(rules);
  if (requests !== undefined) return requests;
  const others = rules.filter(({ command }) => !isRequest(command));
  throw new CommandError(
    others
      .map(({ line }) => `line ${line}: rules that are applied say what is to be there, and nothing else`)
      .join('\n'),
    USAGE_STATUS,
  );
}

/** The schema and the library that it is made with are read when there is something to be checked with them. */
async function readJsonRequests(text: string): Promise<Request[]> {
  const { readJson, JsonError } = await import('../json/read.ts');
  try {
    return readJson(text);
  } catch (cause) {
    throw cause instanceof JsonError ? new CommandError(cause.message, USAGE_STATUS, { cause }) : cause;
  }
}

/** What requests come to, and those of them that contradict others. */
export function resolveRequests(requests: readonly Request[]): { wanted: Wanted; misfits: Failure[] } {
  const wanted = new Wanted();
  const misfits: Failure[] = [];
  for (const { where, operation, exist } of requests) {
    const code = wanted.carryOut(operation);
    if (code === undefined || (exist && wanted.has(operation))) continue;
    const error = new OperationError(operation, new KernelError(constants.errno[code]));
    misfits.push({ where: `${where}: ${operationLine(operation)}`, error });
  }
  return { wanted, misfits };
}
