// A web server that answers every request with its name and port: node web-server.mjs NAME PORT...
import { createServer } from 'node:http';
import process from 'node:process';

const [name, ...ports] = process.argv.slice(2);

await Promise.all(
  ports.map((port) => {
    const server = createServer((_request, response) => response.end(`${name}:${port}`));
    // A connection that a client holds open is the client's to close.
    server.keepAliveTimeout = 0;
    return new Promise((resolve) => server.listen(port, resolve));
  }),
);

process.on('disconnect', () => process.exit());
process.send('ready');
