import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Only 2000::/3 is handed out as global unicast (RFC 4291 section 2.4); what lies outside is never a provider. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Where machines of a cloud ask for their metadata, outside the link-local range: Azure (which looks public), Alibaba,
 * AWS and Google over IPv6.
 */
const METADATA = new Set(["168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254"]);

/**
 * Whether an address belongs to the public Internet. False for loopback, private, link-local, carrier NAT,
 * multicast, reserved, documentation, unique-local, IPv4 inside IPv6 (mapped, compatible, NAT64, 6to4, Teredo) and
 * everything that is not an address.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || METADATA.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed.kind() === "ipv4" || (parsed as ipaddr.IPv6).match(GLOBAL_V6);
}

/** 127.0.0.0/8 and ::1, where emulated providers live. */
export function isLoopbackAddress(address: string): boolean {
  return isIP(address) !== 0 && ipaddr.parse(address).range() === "loopback";
}

/** Ranges besides the public ones where a company runs servers of its own. */
const OWN_NETWORK = new Set(["private", "uniqueLocal", "carrierGradeNat", "loopback"]);

/** What an origin may resolve to that the operator trusts by name: public, or of the own network. */
export function isTrustedAddress(address: string): boolean {
  if (isPublicAddress(address)) return true;
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  return OWN_NETWORK.has(parsed.range()) && !METADATA.has(parsed.toString());
}
