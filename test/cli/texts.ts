/** Stands in for the build, which puts a text into the bundle: import this before whatever imports `generated.ts`. */
Object.assign(globalThis, { VERSION_TEXT: 'ipvsadm v1.31 (under test)\n' });
