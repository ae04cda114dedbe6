// Where every start begins. Runs the bundle beside it with the code that V8 compiled when the package was built. This
// saves about a third of our own start-up time. Another Node than that of the build compiles the bundle itself.
const { readFileSync, statSync, writeFileSync } = require('node:fs');
const { Script } = require('node:vm');

const filename = `${__dirname}/bundle.js`;

/**
 * Names the bundle (BUNDLE_HASH is put in by the build) and the Node that has compiled it. V8 refuses the code
 * of another version of V8. It does not refuse that of the same version built in another way, nor that of another text
 * of the same length.
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

/** Keeps the code that is compiled by now for later starts. The last step of a build. */
module.exports.keepCompiled = () => writeFileSync(compiledFile(), script.createCachedData());
/** Whether this start used compiled code. */
module.exports.wasCompiled = script.cachedDataRejected === false;
