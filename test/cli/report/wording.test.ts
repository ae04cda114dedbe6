import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../src/cli/report/errors.ts';
import { explain } from '../../../src/cli/report/wording.ts';
import { IpvsMissingError, OperationError } from '../../../src/ipvs/errors.ts';
import type { Operation, Service, ServiceKey } from '../../../src/ipvs/model.ts';
import { KernelError } from '../../../src/netlink/errors.ts';
import { UsageError } from '../../../src/rules/errors.ts';

const key: ServiceKey = { protocol: 'tcp', address: '10.0.0.1', port: 80 };
const service: Service = { key, scheduler: 'rr' };
const destination = {
  address: '192.168.0.1',
  port: 80,
  forwarding: 'direct',
  weight: 1,
  upperThreshold: 0,
  lowerThreshold: 0,
} as const;

const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  ENOMEM: 12,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  EINVAL: 22,
  ERANGE: 34,
  EMFILE: 24,
  ENETUNREACH: 101,
};
type Code = keyof typeof ERRNO;

const refused = (operation: Operation, code: Code) =>
  explain(new OperationError(operation, new KernelError(ERRNO[code])));

const INVALID = 'Invalid operation.  Possibly wrong module version, address not unicast, ...';
const NOT_FOUND = 'Scheduler or persistence engine not found';

describe('a change that the kernel refuses', () => {
  it.each<[Operation, Code, string]>([
    [{ type: 'add-service', service }, 'EEXIST', 'Service already exists'],
    [{ type: 'add-service', service }, 'ENOENT', NOT_FOUND],
    [{ type: 'add-service', service }, 'EINVAL', INVALID],
    [{ type: 'add-service', service: { key, scheduler: 'abcdefghijklmno' } }, 'EINVAL', INVALID],
    [{ type: 'add-service', service: { key, scheduler: 'abcdefghijklmnop' } }, 'EINVAL', NOT_FOUND],
    [{ type: 'add-service', service: { ...service, persistenceEngine: 'abcdefghijklmnop' } }, 'EINVAL', NOT_FOUND],
    [{ type: 'add-service', service }, 'ENOMEM', 'Cannot allocate memory'],
    [{ type: 'edit-service', service }, 'ESRCH', 'No such service'],
    [{ type: 'edit-service', service }, 'ENOENT', NOT_FOUND],
    [{ type: 'delete-service', key }, 'ESRCH', 'No such service'],
    [{ type: 'zero', key }, 'ESRCH', 'No such service'],
    [{ type: 'add-destination', key, destination }, 'ESRCH', 'Service not defined'],
    [{ type: 'add-destination', key, destination }, 'EEXIST', 'Destination already exists'],
    [{ type: 'add-destination', key, destination }, 'EINVAL', INVALID],
    [{ type: 'add-destination', key, destination }, 'ERANGE', 'Numerical result out of range'],
    [{ type: 'edit-destination', key, destination }, 'ESRCH', 'Service not defined'],
    [{ type: 'edit-destination', key, destination }, 'ENOENT', 'No such destination'],
    [{ type: 'delete-destination', key, destination }, 'ENOENT', 'No such destination'],
    [
      { type: 'start-daemon', daemon: { state: 'master', interface: 'x', syncId: 0 } },
      'EEXIST',
      'Daemon has already run',
    ],
    [{ type: 'start-daemon', daemon: { state: 'master', interface: 'x', syncId: 0 } }, 'ENODEV', 'No such device'],
    [{ type: 'stop-daemon', state: 'backup' }, 'ESRCH', 'No daemon is running'],
    [{ type: 'flush' }, 'EBUSY', 'Device or resource busy'],
    [
      { type: 'start-daemon', daemon: { state: 'master', interface: 'x', syncId: 0 } },
      'ENETUNREACH',
      'Network is unreachable',
    ],
    [{ type: 'flush' }, 'EMFILE', 'the kernel answered EMFILE'],
  ])('%j, %s', (operation, code, message) => {
    expect(refused(operation, code)).toMatchObject({ message, status: 255 });
  });
});

describe('other errors', () => {
  const permission = "Can't initialize ipvs: Permission denied (you must be root)";
  it.each([
    ['a usage error', new UsageError('wrong'), 'wrong', 2],
    [
      'one that cannot be parsed',
      new UsageError('-Q: unknown option', { kind: 'unparsable' }),
      '-Q: unknown option',
      255,
    ],
    ['a failed listing', new CommandError('No such service', 1), 'No such service', 1],
    ['a change without permission', new OperationError({ type: 'flush' }, new KernelError(1)), permission, 2],
    ['a listing without permission', new KernelError(1), permission, 2],
    ['a broken invariant', new RangeError('bug'), 'bug', 1],
    ['what is no error', 'text', 'text', 1],
    [
      'no IPVS',
      new IpvsMissingError(),
      "Can't initialize ipvs: Protocol not available\nAre you sure that IP Virtual Server is built in the kernel or as module?",
      2,
    ],
  ])('%s', (_, error, message, status) => {
    expect(explain(error)).toMatchObject({ message, status });
  });

  it('no IPVS has a hint with the code of its finding', () => {
    expect(explain(new IpvsMissingError()).hint).toBe('ipvsadm --diagnose says what the kernel lacks (LVS801)');
  });
});
