'use strict';
/** What the double says about itself: the methods it has, and a cluster that is itself alone. */
const { SupportedMethod, SupportedMethods } = require('@eventstore/db-client/generated/serverfeatures_pb.js');
const gossip = require('@eventstore/db-client/generated/gossip_pb.js');

const STREAMS = 'event_store.client.streams.streams';
/** VNodeState.LEADER of gossip.proto. */
const LEADER = 8;

const supportedMethods = () => {
  const supported = new SupportedMethods();
  supported.setEventStoreServerVersion('24.2.0');
  for (const name of ['append', 'batchappend', 'read', 'delete', 'tombstone']) {
    const method = new SupportedMethod();
    method.setServiceName(STREAMS);
    method.setMethodName(name);
    method.setFeaturesList(name === 'read' ? ['position', 'events', 'all'] : []);
    supported.addMethods(method);
  }
  return supported;
};

/** @param {number} port */
const clusterOf = (port) => {
  const end = new gossip.EndPoint();
  end.setAddress('127.0.0.1');
  end.setPort(port);
  const member = new gossip.MemberInfo();
  member.setState(LEADER);
  member.setIsAlive(true);
  member.setTimeStamp(String(Date.now()));
  member.setHttpEndPoint(end);
  const cluster = new gossip.ClusterInfo();
  cluster.addMembers(member);
  return cluster;
};

module.exports = { supportedMethods, clusterOf };
