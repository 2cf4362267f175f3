// A preload: names under reliability.test are answered here, as a resolver in bad hands would; everything else as always.
const dns = require('node:dns');

const ANSWERS = {
  'loopback.reliability.test': ['127.0.0.1'],
  'private.reliability.test': ['10.0.0.1'],
  'metadata.reliability.test': ['169.254.169.254'],
  'six.reliability.test': ['::1'],
  'mapped.reliability.test': ['::ffff:127.0.0.1'],
  'nat64.reliability.test': ['64:ff9b::7f00:1'],
  // A public documentation address first, so that a check of the first one alone would pass. Nothing is sent there.
  'both.reliability.test': ['93.184.215.14', '127.0.0.1'],
  'both-turned.reliability.test': ['127.0.0.1', '93.184.215.14'],
  'none.reliability.test': [],
  'zero.reliability.test': ['0.0.0.0'],
};
const asked = new Map();
/** Public when it is checked, this machine when it is connected to. */
const rebound = (name, first) => {
  const times = (asked.get(name) ?? 0) + 1;
  asked.set(name, times);
  return times <= first ? ['93.184.215.14'] : ['127.0.0.1'];
};
const answerOf = (name) => {
  const bare = name.replace(/\.$/, '').toLowerCase();
  if (bare === 'rebind.reliability.test') return rebound(bare, 1);
  if (bare === 'rebind-slowly.reliability.test') return rebound(bare, 3);
  return ANSWERS[bare];
};

const real = dns.lookup;
dns.lookup = (name, options, callback) => {
  const done = callback ?? options;
  const wanted = typeof options === 'object' ? options : {};
  const addresses = answerOf(String(name));
  if (addresses === undefined) {
    // Names that are not ours go nowhere: the suite keeps to this machine.
    if (/[a-z]/i.test(String(name)) && !/localhost/i.test(String(name)))
      return process.nextTick(done, Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
    return real(name, options, callback);
  }
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  if (wanted.all) return process.nextTick(done, null, found);
  return found.length === 0
    ? process.nextTick(done, Object.assign(new Error('not found'), { code: 'ENOTFOUND' }))
    : process.nextTick(done, null, found[0].address, found[0].family);
};

// The one public address that stands in for any is never really called: connections to it end here, and are counted.
const net = require('node:net');
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  if (first && typeof first === 'object' && typeof first.host === 'string' && first.lookup) {
    const { lookup } = first;
    const judged = (name, options, done) =>
      lookup(name, options, (error, address, family) => {
        const list = Array.isArray(address) ? address : [{ address, family }];
        if (!error && list.some((one) => one.address === '93.184.215.14'))
          return done(Object.assign(new Error('public'), { code: 'ENETUNREACH' }));
        return done(error, address, family);
      });
    first.lookup = judged;
  }
  return connect.apply(this, args);
};
