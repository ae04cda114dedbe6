// A server that answers every datagram with its name, from the address that the datagram was sent to:
// node udp-server.mjs NAME PORT ADDRESS...
import { createSocket } from 'node:dgram';
import process from 'node:process';

const [name, port, ...addresses] = process.argv.slice(2);

await Promise.all(
  addresses.map((address) => {
    const socket = createSocket('udp4');
    socket.on('message', (_, client) => socket.send(`${name}\n`, client.port, client.address));
    return new Promise((resolve) => socket.bind(Number(port), address, resolve));
  }),
);

process.on('disconnect', () => process.exit());
process.send('ready');
