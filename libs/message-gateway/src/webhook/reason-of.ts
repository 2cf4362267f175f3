const REASONS: Readonly<Record<string, string>> = {
  'address.refused': 'address.refused',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  UND_ERR_SOCKET: 'connection closed',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'name not found',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
};

/** Why a call to somebody else's server came to nothing, in words that never name an address (spec 25, *Promises* 5). */
export const reasonOf = (error: unknown): string => {
  const { code = '', errors } = error as { code?: string; errors?: readonly unknown[] };
  if (REASONS[code]) return REASONS[code];
  if (errors?.[0] !== undefined) return reasonOf(errors[0]);
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/.test(code)) return 'certificate not trusted';
  return code.startsWith('HPE_') ? 'answer not understood' : 'connection failed';
};
