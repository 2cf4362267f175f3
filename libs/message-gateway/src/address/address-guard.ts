import { lookup as resolve } from 'node:dns';
import type { LookupFunction, Socket } from 'node:net';
import { unprocessable } from '@causeway/event-sourcing/model';
import ipaddr from 'ipaddr.js';
import { lru } from 'tiny-lru';
import { Agent, buildConnector } from 'undici';
import { type AddressRules, isInward, isLoopback, isPublic } from './address-rules';

/** Said of every address that may not be reached, without the address. */
export class AddressRefused extends Error {
  readonly code = 'address.refused';
  constructor() {
    super('address.refused');
    this.name = 'AddressRefused';
  }
}

/** What another thread, which has no rules of its own, asks of a connection: before it is made, and of the address that it was made to. */
export type Question = Readonly<{ hostname: string } & ({ protocol: string } | { address: string })>;
export type Judged = Readonly<{ addresses: readonly string[]; refused: string | null; listed: boolean }>;

export type Resolver = (hostname: string) => Promise<readonly string[]>;

const systemResolver: Resolver = (hostname) =>
  new Promise((done, fail) =>
    resolve(hostname, { all: true, verbatim: true }, (error, found) => (error ? fail(error) : done(found.map(({ address }) => address)))),
  );

/** What a connector reports of the connections that it made. */
export type Reached = (hostname: string, listed: boolean) => void;

/**
 * Where the platform may go (spec 25, *Promises*, 5). Every URL that somebody gives us to call goes through here: when it
 * is saved (`check`), and at each connection (`connector`, `agent`, `lookup`, `judge`): the name is resolved once, each address that
 * it has is judged, and one of those is connected to. A name that leads anywhere private is refused altogether.
 */
export class AddressGuard {
  /** What was said of schemes and hosts lately: the rules do not change while the process lives. */
  private readonly targets = lru<boolean>(1_000);

  constructor(
    private readonly rules: AddressRules,
    private readonly resolver: Resolver = systemResolver,
  ) {}

  /** Throws 422 `address.refused` for what is known to be wrong before anything is resolved: scheme, userinfo, literal addresses, inward names. */
  check(url: string, field?: string): void {
    if (!this.accepts(url)) {
      const errors = field === undefined ? {} : { errors: [{ pointer: field, message: 'is not an address that may be called' }] };
      throw unprocessable(
        'address.refused',
        'Only https URLs of public servers may be called, without a name and password in them.',
        errors,
      );
    }
  }

  accepts(text: string): boolean {
    if (!URL.canParse(text)) return false;
    const { protocol, username, password, hostname } = new URL(text);
    if (username !== '' || password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text.trim())) return false;
    return this.acceptsTarget(protocol, hostname);
  }

  /** The host, as written, is one that the operator listed; of a block of addresses only a literal one is known here. */
  isListed(hostname: string): boolean {
    const bare = bareHost(hostname);
    return this.rules.allowedHosts.allowsName(bare) || (ipaddr.isValid(bare) && this.rules.allowedHosts.allowsAddress(bare));
  }

  /** For `net.connect`, `tls.connect` and everything that takes a `lookup`. Literal addresses never come here: see `connector`. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolved(hostname).then(
      (addresses) => {
        const wanted =
          options.family === 4 || options.family === 6 ? addresses.filter((one) => familyOf(one) === options.family) : addresses;
        if (wanted.length === 0) return callback(new AddressRefused(), '', 0);
        if (options.all)
          return callback(
            null,
            wanted.map((address) => ({ address, family: familyOf(address) })),
          );
        callback(null, wanted[0]!, familyOf(wanted[0]!));
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };

  /** An undici connector that goes nowhere else. */
  connector(options: buildConnector.BuildOptions = {}, reached: Reached = () => undefined): buildConnector.connector {
    const connect = buildConnector({ timeout: 10_000, ...options, lookup: this.lookup } as buildConnector.BuildOptions);
    return (target, callback) => {
      if (!this.acceptsTarget(target.protocol, target.hostname)) return callback(new AddressRefused(), null);
      connect(target, (error, socket) => {
        if (error) return callback(error, null);
        const address = (socket as Socket).remoteAddress ?? '';
        if (!this.acceptsAddress(target.hostname, address)) {
          (socket as Socket).destroy();
          return callback(new AddressRefused(), null);
        }
        reached(target.hostname, this.isListed(target.hostname) || this.rules.allowedHosts.allowsAddress(address));
        callback(null, socket as Socket);
      });
    };
  }

  /** An undici agent for calls to addresses that somebody gave us. Never follows a redirect by itself. */
  agent(options: Omit<Agent.Options, 'connect'> = {}, reached?: Reached): Agent {
    return new Agent({ ...options, connect: this.connector({}, reached) });
  }

  /** The same for connections that another thread makes; `addresses` are those that it may go to. Rejects never. */
  async judge(question: Question): Promise<Judged> {
    const { hostname } = question;
    const listed = this.isListed(hostname);
    if ('address' in question) {
      const { address } = question;
      const refused = this.acceptsAddress(hostname, address) ? null : 'address.refused';
      return { addresses: [], refused, listed: listed || this.rules.allowedHosts.allowsAddress(address) };
    }
    if (!this.acceptsTarget(question.protocol, hostname)) return { addresses: [], refused: 'address.refused', listed };
    if (ipaddr.isValid(bareHost(hostname))) return { addresses: [bareHost(hostname)], refused: null, listed };
    return this.resolved(hostname).then(
      (addresses) => ({ addresses, refused: null, listed }),
      ({ code = 'ENOTFOUND' }: NodeJS.ErrnoException) => ({ addresses: [], refused: code, listed }),
    );
  }

  private acceptsTarget(protocol: string, hostname: string): boolean {
    const target = `${protocol}${hostname}`;
    const known = this.targets.get(target);
    if (known !== undefined) return known;
    const accepted = this.judgesTarget(protocol, hostname);
    this.targets.set(target, accepted);
    return accepted;
  }

  private judgesTarget(protocol: string, hostname: string): boolean {
    const bare = bareHost(hostname);
    const literal = ipaddr.isValid(bare);
    const listed = this.isListed(hostname);
    const development = this.rules.stage === 'development';
    if (protocol !== 'https:' && !(protocol === 'http:' && (listed || development))) return false;
    if (listed) return true;
    if (literal) return this.acceptsAddress(bare, bare);
    if (bare === 'localhost' || bare.endsWith('.localhost')) return development;
    return !isInward(bare) && bare.length <= 253 && NAME.test(bare);
  }

  private acceptsAddress(hostname: string, address: string): boolean {
    if (this.rules.allowedHosts.allowsName(bareHost(hostname)) || this.rules.allowedHosts.allowsAddress(address)) return true;
    return isPublic(address) || (this.rules.stage === 'development' && isLoopback(address));
  }

  private async resolved(hostname: string): Promise<readonly string[]> {
    const addresses = await this.resolver(hostname);
    if (addresses.length === 0 || !addresses.every((address) => this.acceptsAddress(hostname, address))) throw new AddressRefused();
    return addresses;
  }
}

/** Labels with dots between them; none of them empty. */
const NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/;
const bareHost = (hostname: string): string =>
  hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
const familyOf = (address: string): 4 | 6 => (address.includes(':') ? 6 : 4);
