// Where every start begins: runs the bundle beside it, with what the compiler made of it when the package was built,
// if that was by this very Node: some of what a start takes beyond an empty script's is saved so. Another Node
// compiles anew.
const { readFileSync, statSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

const filename = `${__dirname}/bundle.js`;

/**
 * Names the bundle (BUNDLE_HASH is put in by the build) and the Node that has compiled it. V8 refuses what another
 * version of it has made, but not what the same version built otherwise has, nor what was made of another text of the
 * same length.
 */
function compiledFile() {
  const { size, mtimeMs } = statSync(process.execPath);
  return `${__dirname}/${BUNDLE_HASH}-${process.version}-${process.arch}-${size}-${Math.trunc(mtimeMs)}.compiled`;
}

function compiled() {
  try {
    return readFileSync(compiledFile());
  } catch {
    return undefined;
  }
}

// The bundle is a function of the same parameters that Node gives to each CommonJS module.
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: compiled() });
script.runInThisContext()(exports, require, module, filename, __dirname);

/** Keeps what has been compiled by now for later starts: the last step of building the package. */
module.exports.keepCompiled = () => writeFileSync(compiledFile(), script.createCachedData());
/** Whether this start had something to begin with. */
module.exports.wasCompiled = script.cachedDataRejected === false;
