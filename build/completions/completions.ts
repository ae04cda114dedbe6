import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

/** The completions by the names of their files. */
export const COMPLETIONS = {
  'ipvsadm.bash': bashScript(),
  _ipvsadm: zshScript(),
  'ipvsadm.fish': fishScript(),
} as const;
