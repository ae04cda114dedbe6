/** The words that start this program again, with the Node that runs it. Its first word is the path of the script. */
export const ownProgram = (): readonly string[] => [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)];
