import type { AllowedHosts } from '@causeway/platform';
import ipaddr from 'ipaddr.js';

/** What decides which addresses may be reached: the stage and the operator's list. */
export type AddressRules = Readonly<{ stage: string; allowedHosts: Pick<AllowedHosts, 'allowsName' | 'allowsAddress'> }>;

type Address = ReturnType<typeof ipaddr.process>;

/** Public by its block, yet no public server: cloud platforms' own. */
const FABRIC = [ipaddr.parseCIDR('168.63.129.16/32'), ipaddr.parseCIDR('192.88.99.0/24'), ipaddr.parseCIDR('100.64.0.0/10')];
/** IPv6 blocks that carry an IPv4 address within, or that nobody serves from. */
const SIX = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fec0::/10',
  '100::/64',
].map((block) => ipaddr.parseCIDR(block));

/** An address that anybody on the internet could serve from. */
export const isPublic = (text: string): boolean => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv4') return !within(address, FABRIC);
  return !within(address, SIX) && !isIsatap(address as ipaddr.IPv6);
};

export const isLoopback = (text: string): boolean => ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';

const within = (address: Address, blocks: readonly [Address, number][]): boolean =>
  blocks.some(([block, bits]) => block.kind() === address.kind() && address.match(block as never, bits as never));

/** `…:0:5efe:a.b.c.d` tunnels to the IPv4 address in its end. */
const isIsatap = ({ parts }: ipaddr.IPv6): boolean => (parts[4]! & 0xfdff) === 0 && parts[5] === 0x5efe;

/** Names that never lead out, whatever a resolver says of them. */
const INWARD =
  /^(localhost|.+\.localhost|.+\.local|.+\.internal|.+\.intranet|.+\.lan|.+\.home\.arpa|.+\.in-addr\.arpa|.+\.ip6\.arpa|metadata)$/;

export const isInward = (name: string): boolean => INWARD.test(name) || !name.includes('.');
