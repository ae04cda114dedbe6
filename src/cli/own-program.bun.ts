/** The words that start this program again: the executable is all of it. */
export const ownProgram = (): readonly string[] => [process.execPath];
