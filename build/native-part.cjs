// Stands in for the package node-gyp-build in the bundle: that one reads folders to find the prebuilt part of the
// package netlink for this platform, which takes longer than loading it. npm puts netlink into our own folder or
// beside it; where the part is in neither (built from source, another C library), it is searched for after all.
const { dirname } = require('node:path');

module.exports = () => {
  for (const folder of ['../node_modules', '..']) {
    try {
      return require(`${__dirname}/${folder}/netlink/prebuilds/linux-${process.arch}/node.napi.node`);
    } catch {}
  }
  const root = dirname(require.resolve('netlink/package.json'));
  return require(require.resolve('node-gyp-build', { paths: [root] }))(root);
};
