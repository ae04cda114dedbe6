import { STABLE_KERNEL } from '../lab/kernels.ts';
import type { Growth } from './growth.ts';

const SERVERS = 10;

export const GROWTHS: readonly Growth[] = [
  {
    title: 'growth: rules',
    kernel: STABLE_KERNEL,
    sizes: [0, 100, 1000, 10_000, 100_000],
    setup: (size) => ({ type: 'rules', services: Math.round(size / (1 + SERVERS)), servers: SERVERS, filled: false }),
    jobs: [{ words: ['ipvsadm', '-R'], input: 'rules' }, { words: ['ipvsadm', '-Ln'] }, { words: ['ipvsadm', '-Sn'] }],
    rounds: 2,
    targets: { exponent: 1.15 },
  },
  {
    title: 'growth: connections',
    kernel: '7.2',
    sizes: [0, 20_000, 200_000],
    setup: (count) => ({ type: 'connections', count }),
    jobs: [{ words: ['ipvsadm', '-Lnc'] }],
    rounds: 2,
    targets: { exponent: 1.15, memory: 1.1 },
  },
];
