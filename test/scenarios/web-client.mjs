// A web client that makes the requests its parent asks for, one after another, and answers who served each of them.
import { Agent, get } from 'node:http';
import process from 'node:process';

/** Milliseconds; a lost packet is sent again after one second. */
const TIMEOUT = 2500;

/** The connections that are held open, each in an agent of its own. */
const held = [];

/** Asks once, and tells who answered or why nobody did, and whether it was on a connection from before. */
function ask(url, agent) {
  return new Promise((resolve) => {
    const request = get(url, { agent, timeout: TIMEOUT }, async (response) => {
      let answer = '';
      for await (const text of response.setEncoding('utf8')) answer += text;
      resolve({ answer: answer.trimEnd(), reused: request.reusedSocket });
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', (error) => resolve({ answer: error.code ?? error.message, reused: true }));
  });
}

/** Asks on the held connection with this index, which the first request opens. */
async function askHeld(url, index) {
  const known = held[index] !== undefined;
  held[index] ??= new Agent({ keepAlive: true });
  const { answer, reused } = await ask(url, held[index]);
  return known && !reused ? 'connection lost' : answer;
}

process.on('message', async ({ url, count, hold }) => {
  const answers = [];
  for (let index = 0; index < count; index++) {
    answers.push(hold ? await askHeld(url, index) : (await ask(url, false)).answer);
  }
  process.send(answers);
});

process.on('disconnect', () => process.exit());
process.send('ready');
