// One request by Node's own client, which sends almost anything.
import { Agent, request } from 'node:http';

/** More than this may be refused, and the connection ended, before all of it was sent. */
const LARGE = 64 * 1024;

export const sender = (url, atOnce) => {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const once = ({ method, path, headers, body }, through) =>
    new Promise((resolve, reject) => {
      // Node frames no body of a GET or DELETE: its bytes would be a request of their own, refused to whoever asks next.
      const framed = body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) };
      const sent = request({ agent: through, hostname, port, method, path, headers: framed, timeout: 20_000 }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece) => {
          text += piece;
        });
        answer.on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error('no answer in 20 s')));
      sent.on('upgrade', (answer, socket) => {
        socket.destroy();
        resolve({ status: answer.statusCode, headers: answer.headers, text: '' });
      });
      sent.end(body);
    });
  /** The answer; null where the client would not send it, or a large body was cut off. A kept connection may have been ended meanwhile: then once more on one of its own. */
  const send = async (what) => {
    try {
      return await once(what, agent);
    } catch (error) {
      if (String(error.code).startsWith('ERR_')) return null;
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') throw error;
      if (what.body?.length > LARGE) return null;
      return once(what, false);
    }
  };
  return { send, close: () => agent.destroy() };
};
