import ipaddr from 'ipaddr.js';

/** Services that hand credentials to whoever asks from inside; no setting opens them. */
const METADATA = [
  '169.254.169.254/32',
  '169.254.170.2/32',
  '169.254.170.23/32',
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:ec2::254/128',
  'fd00:ec2::23/128',
  'fd20:ce::254/128',
].map((cidr) => ipaddr.parseCIDR(cidr));

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Why an address must not be asked, or null when it may. `allowed` are CIDRs that may be asked although private. */
export function refusalOfAddress(text: string, allowed: readonly string[]): string | null {
  if (!ipaddr.isValid(text)) return `"${text}" is no IP address`;
  const addresses = meantBy(ipaddr.parse(text));
  for (const address of addresses) {
    if (METADATA.some((range) => isIn(address, range))) return 'it is the address of a metadata service';
  }
  for (const address of addresses) {
    if (allowed.some((cidr) => isIn(address, ipaddr.parseCIDR(cidr)))) continue;
    const range = address.range();
    if (range !== 'unicast') return `its range is ${range}, not public`;
  }
  return null;
}

/** An address, and the IPv4 address that an IPv6 one carries: both must be allowed. */
function meantBy(address: Address): Address[] {
  if (address instanceof ipaddr.IPv4) return [address];
  if (address.isIPv4MappedAddress()) return [address.toIPv4Address()];
  const carried = carriedIn(address);
  return carried === null ? [address] : [address, carried];
}

/** NAT64 and 6to4 name an IPv4 address that the packet reaches in the end. */
function carriedIn(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12, 16));
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  return null;
}

function isIn(address: Address, [base, bits]: [Address, number]): boolean {
  if (address instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && address.match(base, bits);
  return base instanceof ipaddr.IPv6 && address.match(base, bits);
}
