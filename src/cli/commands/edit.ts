import { constants } from 'node:os';
import type { IpvsClient } from '../../ipvs/client.ts';
import { OperationError } from '../../ipvs/errors.ts';
import { destinationId } from '../../ipvs/key.ts';
import type { Operation } from '../../ipvs/model.ts';
import { KernelError } from '../../netlink/errors.ts';
import type { CommandOf } from '../../rules/command.ts';
import { keepServer, keepService } from '../../rules/keep.ts';
import { change } from './change.ts';

/** Edits what is named of a virtual service: it is read, and sent back with that. */
export async function editService({ key, settings }: CommandOf<'edit-service'>, client: IpvsClient): Promise<void> {
  const there = await client.service(key);
  if (there === undefined) throw refusal({ type: 'edit-service', service: { key, ...settings } }, 'ESRCH');
  await send({ type: 'edit-service', service: keepService(there, settings) }, client);
}

/** Edits what is named of a real server. */
export async function editServer(
  { key, server, settings }: CommandOf<'edit-server'>,
  client: IpvsClient,
): Promise<void> {
  const there = (await client.destinations(key)).find((one) => destinationId(one) === destinationId(server));
  if (there === undefined) {
    const code = (await client.service(key)) === undefined ? 'ESRCH' : 'ENOENT';
    throw refusal(
      { type: 'edit-destination', key, destination: { forwarding: 'masquerade', ...server, ...settings } },
      code,
    );
  }
  await send({ type: 'edit-destination', key, destination: keepServer(there, settings) }, client);
}

const send = (operation: Operation, client: IpvsClient): Promise<void> =>
  change({ type: 'change', operation, exist: false }, client);

/** How the kernel would refuse it. */
const refusal = (operation: Operation, code: 'ESRCH' | 'ENOENT'): OperationError =>
  new OperationError(operation, new KernelError(constants.errno[code]));
