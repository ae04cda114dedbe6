// A SIP server over UDP that answers every request with 200 OK and its name: node sip-server.mjs NAME
import { createSocket } from 'node:dgram';
import process from 'node:process';

const [name] = process.argv.slice(2);

/** Headers that a response copies from its request (RFC 3261, 8.2.6.2). */
const KEPT = /^(Via|From|To|Call-ID|CSeq):/;

const socket = createSocket('udp4');
socket.on('message', (request, { address, port }) => {
  const kept = String(request)
    .split('\r\n')
    .filter((line) => KEPT.test(line));
  socket.send(['SIP/2.0 200 OK', ...kept, `Server: ${name}`, '', ''].join('\r\n'), port, address);
});
socket.bind(5060, () => process.send('ready'));

process.on('disconnect', () => process.exit());
