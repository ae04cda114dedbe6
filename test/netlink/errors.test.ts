import { describe, expect, it } from 'vitest';
import { errnoName, FamilyNotFoundError, KernelError, ProtocolError, SocketError } from '../../src/netlink/errors.ts';

describe('errnoName', () => {
  it.each([
    [1, 'EPERM'],
    [2, 'ENOENT'],
    [3, 'ESRCH'],
    [17, 'EEXIST'],
    [22, 'EINVAL'],
    [105, 'ENOBUFS'],
    [999, 'errno 999'],
  ])('names %i %s', (errno, name) => {
    expect(errnoName(errno)).toBe(name);
  });
});

describe('errors', () => {
  it('carry what callers branch on', () => {
    expect(new KernelError(3)).toMatchObject({ name: 'KernelError', errno: 3, code: 'ESRCH' });
    expect(new KernelError(3).message).toContain('ESRCH');
    const cause = new Error('why');
    expect(new SocketError('ENOBUFS', 'lost', { cause })).toMatchObject({
      name: 'SocketError',
      code: 'ENOBUFS',
      cause,
    });
    expect(new FamilyNotFoundError('IPVS')).toMatchObject({ name: 'FamilyNotFoundError', family: 'IPVS' });
    expect(new ProtocolError('bad')).toMatchObject({ name: 'ProtocolError', message: 'bad' });
  });
});
