import type { LookupFunction, Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { Judged, Question } from '../address/address-guard';

export type Ask = (question: Question) => Promise<Judged>;

/**
 * An undici agent for a thread that has no rules of its own: of each connection it asks the address guard where it may go,
 * connects to one of those addresses, and asks again of the one that it was connected to. Never follows a redirect.
 */
export const askingAgent = (
  ask: Ask,
  options: Omit<Agent.Options, 'connect'>,
  reached: (hostname: string, listed: boolean) => void,
): Agent => {
  const judged = new Map<string, readonly string[]>();
  const lookup: LookupFunction = (hostname, { family, all }, callback) => {
    const found = (judged.get(hostname) ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const wanted = family === 4 || family === 6 ? found.filter((one) => one.family === family) : found;
    const [first] = wanted;
    if (first === undefined) callback(refusedFor(REFUSED), '', 0);
    else if (all) callback(null, wanted);
    else callback(null, first.address, first.family);
  };
  const connect = buildConnector({ timeout: 10_000, lookup } as buildConnector.BuildOptions);

  const reach = async (target: buildConnector.Options): Promise<Socket> => {
    const { hostname, protocol } = target;
    const before = await ask({ hostname, protocol });
    // Never back to false here: what answers now on another connection may have come from a listed address.
    if (before.listed) reached(hostname, true);
    if (before.refused !== null) throw refusedFor(before.refused);
    judged.set(hostname, before.addresses);
    const socket = await new Promise<Socket>((done, fail) =>
      connect(target, (error, made) => (error ? fail(error) : done(made as Socket))),
    );
    const after = await ask({ hostname, address: socket.remoteAddress ?? '' });
    if (after.refused !== null) {
      socket.destroy();
      throw refusedFor(after.refused);
    }
    reached(hostname, after.listed);
    return socket;
  };
  return new Agent({
    ...options,
    connect: (target, callback) => {
      reach(target).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
  });
};

const REFUSED = 'address.refused';
const refusedFor = (code: string): Error => Object.assign(new Error(code), { code });
