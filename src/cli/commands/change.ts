import type { IpvsClient } from '../../ipvs/client.ts';
import { sameDaemon, sameDestination, sameService } from '../../ipvs/converge/same.ts';
import { OperationError } from '../../ipvs/errors.ts';
import { destinationId } from '../../ipvs/key.ts';
import type { Operation } from '../../ipvs/model.ts';
import { SocketError } from '../../netlink/errors.ts';
import type { CommandOf } from '../../rules/command.ts';
import { operationLine } from '../../rules/operation-line.ts';
import { destinationLine, serviceLine } from '../../rules/write-rules.ts';
import { EXIT } from '../exit-status.ts';
import { CommandError } from '../report/errors.ts';
import { explain } from '../report/wording.ts';

/** Makes one change. */
export async function change({ operation, exist }: CommandOf<'change'>, client: IpvsClient): Promise<void> {
  try {
    await client.change(operation);
  } catch (error) {
    // Without a reply the outcome is unknown, and a change that may not have been made has failed.
    if (error instanceof SocketError) throw new CommandError(error.message, EXIT.changeFailed, { cause: error });
    if (!(exist && error instanceof OperationError)) throw error;
    await expectDone(operation, error, client);
  }
}

/**
 * Where `--exist` was given: whether what was refused is done already.
 *
 * @throws the refusal, or another that names what is there instead
 */
async function expectDone(operation: Operation, error: OperationError, client: IpvsClient): Promise<void> {
  switch (operation.type) {
    case 'delete-service':
    case 'delete-destination':
    case 'stop-daemon':
      if (error.code === 'ESRCH' || error.code === 'ENOENT') return;
      throw error;
    case 'add-service': {
      const there = error.code === 'EEXIST' ? await client.service(operation.service.key) : undefined;
      if (there === undefined) throw error;
      if (!sameService(there, operation.service)) throw differs(error, serviceLine(there));
      return;
    }
    case 'add-destination': {
      const { key, destination } = operation;
      const name = destinationId(destination);
      const there =
        error.code === 'EEXIST'
          ? (await client.destinations(key)).find((one) => destinationId(one) === name)
          : undefined;
      if (there === undefined) throw error;
      if (!sameDestination(there, destination)) throw differs(error, destinationLine(key, there));
      return;
    }
    case 'start-daemon': {
      const { daemon } = operation;
      const running = (await client.daemons()).find(({ state }) => state === daemon.state);
      if (error.code !== 'EEXIST' || running === undefined) throw error;
      if (!sameDaemon(running, daemon)) {
        throw differs(error, operationLine({ type: 'start-daemon', daemon: running }));
      }
      return;
    }
    default:
      throw error;
  }
}

function differs(error: OperationError, line: string): CommandError {
  const { message, status } = explain(error);
  return new CommandError(message, status, { cause: error, hint: `what is there differs: ${line}` });
}
