// A web server that answers every request with its name and port, /seconds/COUNT with that line every second,
// /bytes/SIZE with that many bytes, and a POST with the number of bytes that it received:
// node web-server.mjs NAME PORT...
import { createServer } from 'node:http';
import process from 'node:process';

const [name, ...ports] = process.argv.slice(2);

/** Sends a line a second, the first at once. */
function trickle(response, line, count) {
  response.write(line);
  if (count > 1) setTimeout(trickle, 1000, response, line, count - 1);
  else response.end();
}

/** Answers with the size of the request after its end. A client that goes before gets no answer. */
function measure(request, response, name) {
  let size = 0;
  request.on('data', (part) => {
    size += part.length;
  });
  request.on('end', () => response.end(`${name} got ${size} bytes\n`));
}

await Promise.all(
  ports.map((port) => {
    const server = createServer((request, response) => {
      const { method, url = '' } = request;
      const line = `${name}:${port}\n`;
      const [, unit, count] = /^\/(seconds|bytes)\/(\d+)$/.exec(url) ?? [];
      if (method === 'POST') measure(request, response, `${name}:${port}`);
      else if (unit === 'seconds') trickle(response, line, Number(count));
      else response.end(unit === 'bytes' ? Buffer.alloc(Number(count)) : line);
    });
    // Only the client closes a connection that it keeps open.
    server.keepAliveTimeout = 0;
    return new Promise((resolve) => server.listen(port, resolve));
  }),
);

process.on('disconnect', () => process.exit());
process.send('ready');
