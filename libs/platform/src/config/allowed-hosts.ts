import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;
type Block = [Address, number];

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?$/i;

/** What the operator allows to be reached, or to look in, though it is private: names and blocks of addresses (spec 25, rule 5). */
export class AllowedHosts {
  private constructor(
    readonly names: readonly string[],
    private readonly blocks: readonly Block[],
  ) {}

  static readonly none = new AllowedHosts([], []);

  /** `null` when an entry is neither a host, an address nor a CIDR block. */
  static parse(list: string): AllowedHosts | null {
    const names: string[] = [];
    const blocks: Block[] = [];
    for (const entry of list.split(/[\s,]+/).filter((one) => one !== '')) {
      const bare = entry.replace(/^\[(.*)\]$/, '$1');
      const block = blockOf(bare);
      if (block) blocks.push(block);
      else if (HOST.test(bare) && !/^[\d.]+$/.test(bare)) names.push(bare.toLowerCase().replace(/\.$/, ''));
      else return null;
    }
    return new AllowedHosts(names, blocks);
  }

  /** The name, as written in a URL, is listed. */
  allowsName(host: string): boolean {
    return this.names.includes(host.toLowerCase().replace(/\.$/, ''));
  }

  /** The address lies in a listed block. */
  allowsAddress(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return this.blocks.some((block) => block[0].kind() === parsed.kind() && parsed.match(block[0] as never, block[1] as never));
  }
}

const blockOf = (text: string): Block | null => {
  if (ipaddr.isValidCIDR(text)) {
    const [address, bits] = ipaddr.parseCIDR(text);
    return [address, bits];
  }
  if (!ipaddr.IPv6.isValid(text) && !ipaddr.IPv4.isValidFourPartDecimal(text)) return null;
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
};
