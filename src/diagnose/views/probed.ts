import type { DestinationKey } from '../../ipvs/model.ts';
import type { Answer } from '../facts/connect.ts';
import type { Probes } from '../facts/probes.ts';
import type { Evidence } from '../finding.ts';
import { serverText } from './naming.ts';

/** What a server has answered. Absent where it was not asked. */
export const answerOf = ({ servers }: Probes, { address, port }: DestinationKey): Answer | undefined =>
  servers.find((one) => one.address === address && one.port === port)?.answer;

/** The same as it is seen, and how to see it again. */
export const answerEvidence = ({ address, port }: DestinationKey, answer: Answer): Evidence => ({
  from: `nc -zvw 2 ${address} ${port}`,
  value: answer,
});

/** How a server that does not accept a connection to its own address is spoken of. */
export const answerText = (server: DestinationKey, answer: Answer): string =>
  answer === 'refused'
    ? `${serverText(server)} is not reached by this machine, or refuses its connections`
    : `${serverText(server)} does not answer this machine`;
