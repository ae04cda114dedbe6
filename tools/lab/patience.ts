import process from 'node:process';

/** How many times longer something may take than on a kernel that is an ordinary program: the lab says so of one that is emulated. */
export const patience = Number(process.env.LAB_PATIENCE ?? 1);
