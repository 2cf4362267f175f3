// What the gRPC door is sent by those who mean it harm: frames that are none, messages that are too long, streams without end.
import { connect } from 'node:http2';
import { connect as connectTcp } from 'node:net';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
const PATH = '/causeway.gateway.v1.MessageGateway/Consume';
const frame = (type, flags, stream, payload = Buffer.alloc(0)) => {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
};
const after = (...frames) => Buffer.concat([PREFACE, SETTINGS, ...frames]);

/** Bytes on a bare connection. */
export const FRAMES = [
  ['nothing', Buffer.alloc(0)],
  ['HTTP/1', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['bytes', Buffer.alloc(4096, 0xff)],
  ['half a preface', PREFACE.subarray(0, 10)],
  ['no settings', Buffer.concat([PREFACE, Buffer.alloc(64, 1)])],
  ['endless frame', after(frame(0, 0, 1).fill(0xff, 0, 3))],
  ['data on no stream', after(frame(0, 0, 0, Buffer.alloc(10)))],
  ['headers that are none', after(frame(1, 5, 1, Buffer.alloc(200, 0xff)))],
  ['headers on an even stream', after(frame(1, 4, 2, Buffer.alloc(3, 0x82)))],
  ['continuations without end', after(frame(1, 0, 1, Buffer.from([0x82])), ...Array(2000).fill(frame(9, 0, 1, Buffer.from([0x82]))))],
  ['pings', after(...Array(20_000).fill(frame(6, 0, 0, Buffer.alloc(8))))],
  ['settings again and again', after(...Array(20_000).fill(SETTINGS))],
  ['resets of nothing', after(...Array(1000).fill(frame(3, 0, 1, Buffer.alloc(4))))],
  ['windows too wide', after(frame(8, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])), frame(8, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff])))],
  ['unknown frames', after(...Array(1000).fill(frame(0x42, 0xff, 7, Buffer.alloc(50))))],
  ['going away', after(frame(7, 0, 0, Buffer.alloc(8)))],
];

/** Sends the bytes and waits until the other side ends the connection, or for so long. */
export const sendFrames = (port, bytes, waitMs = 150) =>
  new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), waitMs);
    socket.on('error', () => undefined).resume();
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** A message as gRPC frames it; `length` and `flag` may lie. */
const message = (bytes, { length = bytes.length, flag = 0 } = {}) => {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
};
const OPEN = Buffer.from([0x0a, 0x06, 0x0a, 0x04, 0x61, 0x63, 0x6d, 0x65]);

/** `[what it is, bytes, headers]` of one call. */
export const CALLS = [
  ['a message that is none', message(Buffer.alloc(100, 0xff))],
  ['half a message', message(OPEN).subarray(0, 7)],
  ['a message of no bytes', message(Buffer.alloc(0))],
  ['too long', message(Buffer.alloc(65 * 1024, 0x0a))],
  ['said to be four gigabytes', message(OPEN, { length: 0xffffffff })],
  ['said to be shorter', message(OPEN, { length: 3 })],
  ['compressed, and not', message(OPEN, { flag: 1 })],
  ['an unknown flag', message(OPEN, { flag: 7 })],
  ['a code of bytes', message(Buffer.from([0x0a, 0x05, 0x0a, 0x03, 0xff, 0xfe, 0x00]))],
  ['__proto__', message(Buffer.concat([Buffer.from([0x0a, 0x0b, 0x0a, 0x09]), Buffer.from('__proto__')]))],
  ['a code of 60 KB', message(Buffer.concat([Buffer.from([0x0a, 0xe4, 0xd4, 0x03, 0x0a, 0xe0, 0xd4, 0x03]), Buffer.alloc(60_000, 0x61)]))],
  ['nested groups', message(Buffer.alloc(10_000, 0x0b))],
  ['ten thousand acks', Buffer.concat([message(OPEN), ...Array(10_000).fill(message(Buffer.from([0x12, 0x03, 0x0a, 0x01, 0x78])))])],
  ['opened twice', Buffer.concat([message(OPEN), message(OPEN)])],
  ['no such method', message(OPEN), { ':path': '/causeway.gateway.v1.MessageGateway/Nothing' }],
  ['no such service', message(OPEN), { ':path': '/%00/..' }],
  ['JSON', Buffer.from('{"open":{}}'), { 'content-type': 'application/json' }],
  ['GET', Buffer.alloc(0), { ':method': 'GET' }],
  ['a token of bytes', message(OPEN), { authorization: 'Bearer \u00ff\u00fe' }],
  ['a token of 30 KB', message(OPEN), { authorization: `Bearer ${'a'.repeat(30_000)}` }],
  ['no token', message(OPEN), { authorization: '' }],
  ['a deadline of none', message(OPEN), { 'grpc-timeout': '0n' }],
  ['a deadline of words', message(OPEN), { 'grpc-timeout': 'soon' }],
  ['gzip', message(OPEN), { 'grpc-encoding': 'gzip' }],
  ['an encoding of ours', message(OPEN), { 'grpc-encoding': 'causeway' }],
];

/** One call with these bytes; gives the status and what else was said before its end or the time. */
export const call = (port, token, bytes, headers = {}, waitMs = 300) =>
  new Promise((resolve) => {
    const session = connect(`http://127.0.0.1:${port}`);
    const said = { status: null, text: '' };
    const over = () => {
      clearTimeout(timer);
      session.destroy();
      resolve(said);
    };
    const timer = setTimeout(over, waitMs);
    session.once('error', over);
    session.once('close', over);
    try {
      const stream = session.request({
        ':method': 'POST',
        ':path': PATH,
        'content-type': 'application/grpc',
        te: 'trailers',
        authorization: `Bearer ${token}`,
        ...headers,
      });
      const heard = (fields) => {
        said.text += JSON.stringify(fields);
        said.status = fields['grpc-status'] ?? said.status;
      };
      stream
        .on('response', heard)
        .on('trailers', heard)
        .on('error', () => undefined);
      stream.on('data', (piece) => {
        said.text += piece.toString('latin1');
      });
      stream.on('close', over);
      if (bytes.length > 0) stream.write(bytes);
    } catch (error) {
      said.text = error.message;
      over();
    }
  });
