import { AttributeSet, optional, required, type ValuesOf } from './attributes.ts';
import { string, u16 } from './codec.ts';
import type { Connection } from './connection.ts';
import { FamilyNotFoundError, KernelError } from './errors.ts';
import type { Message } from './message.ts';
import { CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_CMD_GETFAMILY, GENL_HDRLEN, GENL_ID_CTRL } from './uapi.ts';

const familyName = new AttributeSet('family name', { name: required(CTRL_ATTR_FAMILY_NAME, string) });
const family = new AttributeSet('family', { id: required(CTRL_ATTR_FAMILY_ID, u16) });

/** Both, for a trace. */
export const familyAttributes = new AttributeSet('family', {
  id: optional(CTRL_ATTR_FAMILY_ID, u16),
  name: optional(CTRL_ATTR_FAMILY_NAME, string),
});

/** Reads a generic netlink message's attributes, those after its genlmsghdr. */
export function readAttributes<T>(set: { decode(buffer: Message['buffer'], start: number, end: number): T }) {
  return (message: Message): T => set.decode(message.buffer, message.start + GENL_HDRLEN, message.end);
}

/**
 * The id under which the running kernel knows a generic netlink family: it differs from kernel to kernel.
 *
 * @throws FamilyNotFoundError when no such family is registered
 */
export async function resolveFamily(connection: Connection, name: string): Promise<number> {
  const request = {
    family: GENL_ID_CTRL,
    command: CTRL_CMD_GETFAMILY,
    version: 1,
    body: (writer: Parameters<typeof familyName.encode>[0]) => familyName.encode(writer, { name }),
  };
  try {
    const answer: ValuesOf<typeof family> = await connection.get(request, readAttributes(family));
    return answer.id;
  } catch (error) {
    if (error instanceof KernelError && error.code === 'ENOENT') throw new FamilyNotFoundError(name);
    throw error;
  }
}
