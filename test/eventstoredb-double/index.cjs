'use strict';
/**
 * An EventStoreDB double: a gRPC server that speaks as much of the protocol as `@eventstore/db-client` 6.2.1 needs for
 * streams, made from the stubs that ship with it, and behaves as a 24.2 single node was measured to behave
 * (golden/eventstoredb-recorded.json; `facts.spec.ts` holds it to that recording).
 */
const { createServer } = require('node:net');
const grpc = require('@grpc/grpc-js');
const { StreamsService } = require('@eventstore/db-client/generated/streams_grpc_pb.js');
const { ServerFeaturesService } = require('@eventstore/db-client/generated/serverfeatures_grpc_pb.js');
const { GossipService } = require('@eventstore/db-client/generated/gossip_grpc_pb.js');
const { openNode } = require('./node.cjs');
const { mischief } = require('./mischief.cjs');
const { appends } = require('./appends.cjs');
const { deletions, read } = require('./reads.cjs');
const { subscribe } = require('./subscriptions.cjs');
const { supportedMethods, clusterOf } = require('./features.cjs');

/** @param {{port?: number, file?: string}} [options] port 0 takes a free one; file keeps the log over restarts */
const startDouble = async ({ port = 0, file } = {}) => {
  const node = openNode(file);
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  const trouble = mischief(dropConnections);
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  // The sockets are ours and only lent to gRPC: that is how a test can cut them without asking it.
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    injector.injectConnection(socket.setNoDelay(true));
  });
  const listen = (at) => new Promise((resolve, reject) => listener.once('error', reject).listen(at, '127.0.0.1', () => resolve(undefined)));
  const unlisten = () => new Promise((resolve) => (listener.listening ? listener.close(() => resolve(undefined)) : resolve(undefined)));
  await listen(port);
  const address = /** @type {import('node:net').AddressInfo} */ (listener.address());

  server.addService(StreamsService, {
    ...appends(node, trouble),
    ...deletions(node),
    read: (call) => {
      call.on('error', () => {});
      if (call.request.getOptions().hasSubscription()) void subscribe(node, call, trouble.knobs);
      else trouble.read(() => void read(node, call));
    },
  });
  server.addService(ServerFeaturesService, { getSupportedMethods: (_call, answer) => answer(null, supportedMethods()) });
  server.addService(GossipService, { read: (_call, answer) => answer(null, clusterOf(address.port)) });

  return {
    port: address.port,
    connectionString: `esdb://127.0.0.1:${address.port}?tls=false`,
    knobs: trouble.knobs,
    log: node.log,
    asked: () => trouble.asked,
    /** Cuts every connection; new ones are taken. */
    dropConnections,
    /** Cuts every connection and takes no new ones, until `accept`. */
    refuse: async () => {
      const closed = unlisten();
      dropConnections();
      await closed;
    },
    accept: () => listen(address.port),
    /** Wakes subscriptions after `muteSubscriptions` was set back. */
    nudge: () => node.log.news.emit('records'),
    close: async () => {
      const closed = unlisten();
      dropConnections();
      server.forceShutdown();
      await closed;
      node.close();
    },
  };
};

module.exports = { startDouble };
