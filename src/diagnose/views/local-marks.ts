import type { FwmarkServiceKey } from '../../ipvs/model.ts';
import { type DerivedSource, NotLookedAt } from '../facts/source.ts';
import { firewall } from './firewall.ts';

/** Whether only packets of this machine itself get the mark of a service, so that no answer has to be forwarded. */
type IsLocal = (key: FwmarkServiceKey) => boolean;

/** Marks that are set in OUTPUT alone. None where the firewall cannot be looked at: then clients may be elsewhere. */
export const localMarks: DerivedSource<IsLocal> = {
  name: 'local-marks',
  title: 'the marks of packets of this machine itself',
  derive: async (get) => {
    try {
      const rules = await get(firewall);
      return ({ fwmark, family }) => rules.marksOwnOnly(fwmark, family);
    } catch (error) {
      if (error instanceof NotLookedAt) return () => false;
      throw error;
    }
  },
};
