// Addresses that must not be reached from production. `canary` is the port of a listener on this machine; to connect to it is the crime.
const words = (text) => text.trim().split(/\s+/);

const LOOPBACK = words(`
  127.0.0.1 127.0.0.2 127.1 127.0.1 127.255.255.254 0.0.0.0 0 0x0 00 2130706433 0x7f000001 0x7f.0.0.1 0x7f.0x0.0x0.0x1 017700000001
  0177.0.0.1 0177.0.0.01 00000177.0.0.1 127.0x1 0x7f.1 0177.1 127.0.0.1. １２７.０.０.１ 127。0。0。1 ①②⑦.⓪.⓪.① %31%32%37.0.0.1
  127%2e0%2e0%2e1
`);
const SIX = words(`
  [::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:7f00:0001] [0:0:0:0:0:ffff:127.0.0.1]
  [::127.0.0.1] [::7f00:1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:0001::1]
  [2001:0:7f00:1::] [fe80::1] [fe80::1%25lo] [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] [100::1] [2001:db8::1]
  [::ffff:0:127.0.0.1] [::ffff:10.0.0.1] [::ffff:169.254.169.254] [64:ff9b::169.254.169.254] [2002:a9fe:a9fe::1] [5f00::1]
  [2001:20::1] [3fff::1]
`);
const PRIVATE = words(`
  10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.255.255 169.254.169.254 169.254.0.1 2852039166 0xa9fea9fe
  0251.0376.0251.0376 169.254.43518 100.64.0.1 100.127.255.254 100.100.100.200 192.0.0.1 192.0.0.192 192.0.2.1 198.18.0.1
  198.19.255.255 198.51.100.1 203.0.113.1 192.88.99.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 0.1.2.3 10.1
  167772161 0x0a000001 012.0.0.1 192.168.257 3232235521
`);
const NAMES = words(`
  localhost LOCALHOST localhost. localhost.localdomain ip6-localhost ip6-loopback a.localhost a.b.localhost. ｌｏｃａｌｈｏｓｔ metadata
  metadata.google.internal metadata.google.internal. instance-data kubernetes.default.svc kubernetes.default.svc.cluster.local db
  redis intranet router.local printer.home.arpa nas.lan x.internal x.corp x.home 1.0.0.127.in-addr.arpa
`);
/** Names that the resolver of the suite answers: see rebinding.cjs. */
export const RESOLVED = words(`
  loopback.reliability.test private.reliability.test metadata.reliability.test six.reliability.test mapped.reliability.test
  nat64.reliability.test both.reliability.test both-turned.reliability.test none.reliability.test zero.reliability.test
  rebind.reliability.test rebind-slowly.reliability.test
`);

export const forbidden = (canary) => {
  const hosts = [...LOOPBACK, ...SIX, ...PRIVATE, ...NAMES];
  const urls = [
    ...hosts.map((host) => `https://${host}:${canary}/hooks`),
    ...hosts.map((host) => `http://${host}:${canary}/hooks`),
    ...RESOLVED.flatMap((name) => [`https://${name}:${canary}/hooks`, `http://${name}:${canary}/hooks`]),
    ...[
      'https:127.0.0.1',
      'https:/127.0.0.1',
      'https:\\\\127.0.0.1',
      'https:///127.0.0.1',
      'https://\\127.0.0.1',
      'HTTPS://127.0.0.1',
      ' https://127.0.0.1',
      'https://127.0.0.1\t',
      'ht\ntps://127.0.0.1',
      'https://127.0.0.1\\@example.test',
      'https://example.test@127.0.0.1',
      'https://example.test:pass@127.0.0.1',
      'https://@127.0.0.1',
      'https://:@127.0.0.1',
      'https://a@loopback.reliability.test',
      'https://example.test%40127.0.0.1',
      'https://127.0.0.1%00.example.test',
      'https://127.0.0.1%23.example.test',
    ].map((start) => `${start}:${canary}/hooks`),
    ...[
      'http',
      'ftp',
      'ws',
      'wss',
      'gopher',
      'file',
      'dict',
      'ldap',
      'unix',
      'data',
      'javascript',
      'blob',
      'jar',
      'netdoc',
      'sftp',
      'tftp',
    ].map((scheme) => `${scheme}://127.0.0.1:${canary}/`),
    ...[
      '/hooks',
      '//127.0.0.1/hooks',
      '',
      'hooks',
      'unix:/var/run/docker.sock',
      'https://',
      'https://:443',
      'https://[',
      'https://[::1',
      'https://127.0.0.1:99999',
      `https://127.0.0.1:${canary}:${canary}`,
      'https://a b.example.test',
      'https://-',
      'https://.',
      'https://..',
      'https://%00',
      'https://\u0000',
    ],
  ];
  return [...new Set(urls)];
};
