// A web client that makes the requests its parent asks for, one after another, and returns the server of each.
import { Agent, get } from 'node:http';
import process from 'node:process';

/** Milliseconds; a lost packet is sent again after one second. */
const TIMEOUT = 2500;

/** The open connections by URL and index, each in its own agent. */
const held = new Map();

/** Makes one request. Returns the server or the error, and whether the connection was open before. */
function ask(url, agent, localAddress) {
  return new Promise((resolve) => {
    const request = get(url, { agent, localAddress, timeout: TIMEOUT }, async (response) => {
      let answer = '';
      for await (const text of response.setEncoding('utf8')) answer += text;
      resolve({ answer: answer.trimEnd(), reused: request.reusedSocket });
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', (error) => resolve({ answer: error.code ?? error.message, reused: true }));
  });
}

/** Makes a request on the open connection with this index. The first request opens it. */
async function askHeld(url, index) {
  const key = `${index} ${url}`;
  const known = held.has(key);
  if (!known) held.set(key, new Agent({ keepAlive: true }));
  const { answer, reused } = await ask(url, held.get(key));
  return known && !reused ? 'connection lost' : answer;
}

process.on('message', async ({ url, count, hold, from = [] }) => {
  const answers = [];
  for (let index = 0; index < count; index++) {
    const address = from[index % from.length];
    answers.push(hold ? await askHeld(url, index) : (await ask(url, false, address)).answer);
  }
  process.send(answers);
});

process.on('disconnect', () => process.exit());
process.send('ready');
