import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNat, NAT_STEPS, type NatScenario, PAGE, typed, VIP } from './nat.ts';
import { checkShares, total } from './shares.ts';

let nat: NatScenario;

beforeAll(async () => {
  nat = await buildNat();
});
afterAll(() => nat?.network.remove());

/** The steps go on from one another: when one fails, so may those behind it. */
describe('NAT, one address, two web servers', () => {
  it.each(NAT_STEPS)('$title', async ({ commands, shares, held }) => {
    for (const command of commands) await typed(nat.director, command);
    checkShares(await nat.browser.visit(PAGE, 3 * total(shares)), shares);
    if (held) checkShares(await nat.browser.visitHeld(PAGE, total(held)), held);
  });

  it('answers nobody when the service is gone', async () => {
    await typed(nat.director, `ipvsadm -D -t ${VIP}:80`);
    expect(await nat.browser.visit(PAGE, 2)).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
  });
});
