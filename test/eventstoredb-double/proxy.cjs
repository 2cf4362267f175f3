'use strict';
/**
 * A stretch of bad network between a client and a server. `pass` forwards; `refuse` takes no connections and cuts those it
 * has; `reset` takes and cuts them; `blackhole` takes them and forwards nothing, in either direction, without saying so, and
 * what was in it stays dead afterwards; `slow` forwards each piece after `delayMs`.
 */
const { connect, createServer } = require('node:net');

/** @param {number} target a port on this machine */
const startProxy = async (target) => {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  /** Sockets whose other end has gone in a black hole, which they cannot know before it is over. */
  const orphans = new Set();
  let mode = 'pass';
  let delayMs = 0;
  const keep = (socket) => {
    sockets.add(socket);
    return socket
      .setNoDelay(true)
      .on('close', () => sockets.delete(socket))
      .on('error', () => {});
  };
  const cut = () => {
    for (const socket of sockets) mode === 'reset' ? socket.resetAndDestroy() : socket.destroy();
  };
  const server = createServer((near) => {
    keep(near);
    if (mode === 'reset') return void near.resetAndDestroy();
    const far = keep(connect(target, '127.0.0.1'));
    let dead = false;
    const forward = (from, to) => {
      from.on('data', (piece) => {
        dead ||= mode === 'blackhole';
        if (dead) return;
        if (mode === 'slow') setTimeout(() => to.write(piece), delayMs);
        else to.write(piece);
      });
      from.on('close', () => {
        if (dead || mode === 'blackhole') orphans.add(to);
        else to.destroy();
      });
    };
    forward(near, far);
    forward(far, near);
    return undefined;
  });
  const listen = (port) => new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  await listen(0);
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const stop = () => new Promise((resolve) => (server.listening ? server.close(() => resolve(undefined)) : resolve(undefined)));
  return {
    port,
    connectionString: `esdb://127.0.0.1:${port}?tls=false`,
    /** @param {'pass' | 'refuse' | 'reset' | 'blackhole' | 'slow'} to @param {number} [ms] */
    async become(to, ms = 0) {
      mode = to;
      delayMs = ms;
      if (to === 'refuse') {
        const stopped = stop();
        cut();
        await stopped;
      } else if (!server.listening) await listen(port);
      if (to === 'reset') cut();
      if (to !== 'blackhole') for (const socket of orphans) socket.destroy();
      if (to !== 'blackhole') orphans.clear();
    },
    async close() {
      const stopped = stop();
      for (const socket of sockets) socket.destroy();
      await stopped;
    },
  };
};

module.exports = { startProxy };
