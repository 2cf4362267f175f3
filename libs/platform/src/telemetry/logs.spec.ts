import { NestLog, openLog } from './logs';

const logged = (write: (log: ReturnType<typeof openLog>, nest: NestLog) => void): string => {
  let text = '';
  const log = openLog({ logLevel: 'debug', logFormat: 'json' }, { write: (line: string) => (text += line) });
  write(log, new NestLog(log));
  return text;
};

describe('the log', () => {
  it.each([
    [{ clientSecret: 'hunter2' }],
    [{ headers: { authorization: 'Bearer hunter2hunter2' } }],
    [{ request: { headers: { authorization: 'hunter2' } } }],
    [{ signingSecret: 'hunter2', token: 'hunter2' }],
  ])('never holds the secrets of %j', (fields) => expect(logged((log) => log.info(fields, 'x'))).not.toContain('hunter2'));

  it.each(['Authorization: Bearer hunter2hunter2', 'whsec_hunter2', 'mongodb://ada:hunter2@host/db', 'eyJhunter2hunter2.hunter2.hunter2'])(
    'never holds what looks like a secret in a sentence: %s',
    (text) => {
      expect(logged((log) => log.info(text))).not.toContain('hunter2');
      expect(logged((_, nest) => nest.error(new Error(text)))).not.toContain('hunter2');
    },
  );

  it('is one JSON line an entry, with its context', () => {
    const line = JSON.parse(logged((_, nest) => nest.warn('careful', 'stores')));
    expect(line).toMatchObject({ level: 'warn', context: 'stores', msg: 'careful', time: expect.stringMatching(/Z$/) });
  });
});
