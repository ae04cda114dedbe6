import process from 'node:process';

/**
 * How many times longer something may take here than on an ordinary computer. The lab sets it for an emulated kernel.
 */
export const timeFactor = Number(process.env.LAB_TIME_FACTOR ?? 1);
