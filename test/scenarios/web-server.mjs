// A web server that answers every request with its name and port; /seconds/COUNT with that line every second, and
// /bytes/SIZE with that many bytes:
// node web-server.mjs NAME PORT...
import { createServer } from 'node:http';
import process from 'node:process';

const [name, ...ports] = process.argv.slice(2);

/** Answers with a line a second, the first at once. */
function trickle(response, line, count) {
  response.write(line);
  if (count > 1) setTimeout(trickle, 1000, response, line, count - 1);
  else response.end();
}

await Promise.all(
  ports.map((port) => {
    const server = createServer(({ url = '' }, response) => {
      const line = `${name}:${port}\n`;
      const [, unit, count] = /^\/(seconds|bytes)\/(\d+)$/.exec(url) ?? [];
      if (unit === 'seconds') trickle(response, line, Number(count));
      else response.end(unit === 'bytes' ? Buffer.alloc(Number(count)) : line);
    });
    // A connection that a client holds open is the client's to close.
    server.keepAliveTimeout = 0;
    return new Promise((resolve) => server.listen(port, resolve));
  }),
);

process.on('disconnect', () => process.exit());
process.send('ready');
