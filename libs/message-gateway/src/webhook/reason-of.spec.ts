import { reasonOf } from './reason-of';

it.each([
  [{ code: 'ECONNREFUSED' }, 'connection refused'],
  [{ code: 'UND_ERR_BODY_TIMEOUT' }, 'timeout'],
  [{ code: 'ETIMEDOUT' }, 'timeout'],
  [{ errors: [{ code: 'ENETUNREACH' }, { code: 'ECONNREFUSED' }] }, 'unreachable'],
  [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'certificate not trusted'],
  [{ code: 'HPE_HEADER_OVERFLOW' }, 'answer not understood'],
  [new Error('connect to 10.0.0.1:443 came to nothing'), 'connection failed'],
])('says why a call came to nothing, and names no address (%#)', (error, reason) => expect(reasonOf(error)).toBe(reason));
