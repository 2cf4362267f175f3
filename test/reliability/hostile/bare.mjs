// Bytes that a well-behaved client cannot send: each on a connection of its own.
import { connect } from 'node:net';

const head = (first, lines = []) => `${first}\r\n${['Host: x', ...lines].join('\r\n')}\r\n\r\n`;
const get = (path, lines) => head(`GET ${path} HTTP/1.1`, lines);
const post = (lines, body = '') =>
  head('POST /connect/token HTTP/1.1', ['Content-Type: application/x-www-form-urlencoded', ...lines]) + body;

/** `[what it is, bytes]` */
export const BARE = [
  ['nothing', ''],
  ['a newline', '\r\n\r\n'],
  ['no HTTP', 'hello\r\n\r\n'],
  ['HTTP/0.9', 'GET /\r\n\r\n'],
  ['HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/9.9', 'GET / HTTP/9.9\r\n\r\n'],
  ['TLS hello', Buffer.from([0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3])],
  ['bytes', Buffer.alloc(4096, 0xff)],
  ['NULs', Buffer.alloc(4096)],
  ['no host', 'GET /api/v1/orders HTTP/1.1\r\n\r\n'],
  ['two hosts', get('/', ['Host: y'])],
  ['absolute form', get('http://127.0.0.1:1/api/v1/orders')],
  ['asterisk', head('OPTIONS * HTTP/1.1')],
  ['CONNECT', head('CONNECT 127.0.0.1:22 HTTP/1.1')],
  ['TRACE', head('TRACE / HTTP/1.1')],
  ['unknown method', head('FROB / HTTP/1.1')],
  ['NUL in path', get('/api/v1/\u0000')],
  ['raw UTF-8 in path', get('/api/v1/orders/é')],
  ['space in path', get('/api/v1/a b')],
  ['tab in path', get('/api/v1/a\tb')],
  ['double slash', get('//api//v1//orders')],
  ['dots', get('/api/v1/../../../etc/passwd')],
  ['no path', head('GET  HTTP/1.1')],
  ['fragment', get('/api/v1/orders#a')],
  ['long path', get(`/${'a'.repeat(20_000)}`)],
  ['too long path', get(`/${'a'.repeat(200_000)}`)],
  ['huge header', get('/', [`X: ${'a'.repeat(100_000)}`])],
  [
    'many headers',
    get(
      '/',
      Array.from({ length: 5000 }, (_, n) => `X-${n}: 1`),
    ),
  ],
  ['long token', get('/api/v1/orders', [`Authorization: Bearer ${'a'.repeat(30_000)}`])],
  ['header without name', get('/', [': x'])],
  ['header without colon', get('/', ['x'])],
  ['folded header', get('/', ['X: a\r\n b'])],
  ['bare LF', 'GET / HTTP/1.1\nHost: x\n\n'],
  ['bare CR', 'GET / HTTP/1.1\rHost: x\r\r'],
  ['NUL in header', get('/', ['X: a\u0000b'])],
  ['DEL in name', get('/', ['X\u007f: a'])],
  ['negative length', post(['Content-Length: -1'])],
  ['length in letters', post(['Content-Length: abc'])],
  ['endless length', post(['Content-Length: 99999999999999999999'])],
  ['two lengths', post(['Content-Length: 1', 'Content-Length: 2'], 'ab')],
  ['length and chunks', post(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET /x HTTP/1.1\r\n\r\n')],
  ['chunks said oddly', post(['Transfer-Encoding: xchunked'], 'a')],
  ['chunked twice', post(['Transfer-Encoding: chunked, chunked'], '0\r\n\r\n')],
  ['gzip, chunked', post(['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n')],
  ['bad chunk size', post(['Transfer-Encoding: chunked'], 'zz\r\nabc\r\n')],
  ['huge chunk size', post(['Transfer-Encoding: chunked'], 'ffffffffffffffffff\r\na')],
  ['chunk extension', post(['Transfer-Encoding: chunked'], `1;${'a'.repeat(50_000)}\r\na\r\n0\r\n\r\n`)],
  ['trailers', post(['Transfer-Encoding: chunked'], `0\r\n${'X: y\r\n'.repeat(3000)}\r\n`)],
  ['tiny chunks', post(['Transfer-Encoding: chunked'], `${'1\r\na\r\n'.repeat(20_000)}0\r\n\r\n`)],
  ['body too short', post(['Content-Length: 100'], 'grant')],
  ['body too long', post(['Content-Length: 1'], 'grant_type=x')],
  ['2 MB of body', post(['Content-Length: 2000000'], 'a'.repeat(2_000_000))],
  ['gzip body', post(['Content-Encoding: gzip', 'Content-Length: 4'], 'abcd')],
  ['expect', post(['Expect: 100-continue', 'Content-Length: 3'], 'a=b')],
  ['expect nonsense', post(['Expect: 200-ok', 'Content-Length: 3'], 'a=b')],
  ['websocket', get('/', ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x', 'Sec-WebSocket-Version: 13'])],
  ['h2c', get('/', ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'])],
  ['pipelined', get('/health/live').repeat(200)],
  ['pipelined refusals', get('/api/v1/orders').repeat(200)],
  ['pipelined posts', post(['Content-Length: 3'], 'a=b').repeat(100)],
  ['form with many fields', post(['Content-Length: 200000'], 'a=b&'.repeat(50_000))],
  ['form with NUL', post(['Content-Length: 5'], 'a=%00')],
  ['form with bad escapes', post(['Content-Length: 9'], 'a=%zz&%=%')],
  ['form with a poisoned name', post(['Content-Length: 11'], '__proto__=x')],
  ['basic of nothing', post(['Authorization: Basic', 'Content-Length: 29'], 'grant_type=client_credentials')],
  ['basic of bytes', post(['Authorization: Basic /////w==', 'Content-Length: 29'], 'grant_type=client_credentials')],
  [
    'basic of escapes',
    post([`Authorization: Basic ${Buffer.from('%zz:%').toString('base64')}`, 'Content-Length: 29'], 'grant_type=client_credentials'),
  ],
];

/** Sends the bytes and gives all that came back before the end of the connection or the time; `cut` hangs up at once. */
export const sendBare = (port, bytes, { waitMs = 400, cut = false } = {}) =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes);
      if (cut) socket.resetAndDestroy();
    });
    const timer = setTimeout(() => socket.destroy(), waitMs);
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve({ answer, statuses: [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)) });
    });
  });

/** Connections that send a byte a second and never come to an end; gives a way to count those still open, and to end them. */
export const drip = (port, count) => {
  const sockets = Array.from({ length: count }, (_, n) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write(n % 2 ? post(['Content-Length: 100000']) : 'GET /api/v1/orders HTTP/1.1\r\n');
    return socket;
  });
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('a');
  }, 1000);
  return {
    end: () => {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
};
