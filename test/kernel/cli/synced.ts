/** Connections of which a sync master has told, for as long as the tests run: the kernel holds any of them. */
import { afterAll, beforeAll } from 'vitest';
import { settleDaemons, type useClients, useInterface } from '../kernel.ts';
import { stopDaemons } from '../surroundings.ts';
import { type SyncedConnection, sendMessages, syncMessage } from './sync-messages.ts';

const SYNC_ID = 77;
const INTERFACE = 'ipvs-test4';
/** What `useInterface` gives it. */
const ADDRESS = '198.51.100.1';

/** Has the kernel hold connections. Those that it has already get the new timeout. */
export async function hold(connections: readonly SyncedConnection[]): Promise<void> {
  await sendMessages(
    connections.map((connection) => syncMessage(connection, SYNC_ID)),
    ADDRESS,
  );
  await settleDaemons();
}

/** Connections in the kernel's table; not `ready` where the interface for the messages cannot be made. */
export function useSynced(
  clients: ReturnType<typeof useClients>,
  connections: readonly SyncedConnection[],
): { readonly ready: boolean } {
  const dummy = useInterface(INTERFACE);
  beforeAll(async () => {
    if (!dummy.ready) return;
    await clients.client.change({
      type: 'start-daemon',
      daemon: { state: 'backup', interface: INTERFACE, syncId: SYNC_ID },
    });
    await settleDaemons();
    await hold(connections);
  });
  afterAll(async () => {
    if (!dummy.ready) return;
    // They would stay for up to 31 days.
    await hold(connections.map((connection) => ({ ...connection, timeout: 1 })));
    await stopDaemons(clients.client);
  });
  return dummy;
}
