/** Where a run of the executable begins. Which of the programs it is says the name that it was started by. */
import { basename } from 'node:path';
import { main } from '../src/cli/main.ts';
import { PROGRAMS, type ProgramName } from '../src/cli/programs.ts';

const isProgram = (name: string): name is ProgramName => Object.hasOwn(PROGRAMS, name);

const name = basename(process.argv0);
void main(isProgram(name) ? name : 'ipvsadm');
