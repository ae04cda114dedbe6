import { exact } from '../render/json.ts';
import { type Change, type Measured, paceIn } from './pace.ts';

/**
 * A reading as one line of JSON, as `watched` in `src/json/schema.ts` describes it.
 *
 * @param time when it was read
 */
export function jsonLine({ seconds, services }: Measured, time: Date): string {
  const document = {
    time: time.toISOString(),
    seconds,
    services: services.map(({ service: { key, ...settings }, change, servers }) => ({
      ...key,
      ...settings,
      ...changeFields(change),
      destinations: servers.map(({ server, change: ofServer }) => ({ ...server, ...changeFields(ofServer) })),
    })),
  };
  return `${JSON.stringify(document, exact)}\n`;
}

const changeFields = (change: Change) => (typeof change === 'string' ? { change } : { pace: paceIn(change) });
