import { constants } from 'node:os';

/** Numbers of errno(3) names on this system, as the kernel sends them: `ESRCH` is 3. */
export const { EEXIST, EINTR, EINVAL, ENOBUFS, ENOENT, EPERM, ESRCH } = constants.errno;
