import { isIPv4 } from 'node:net'
import type { Request } from 'express'
import ipaddr from 'ipaddr.js'

/** The address that a request comes from: the peer's, or what a trusted proxy says; undefined when the peer has gone. */
export function addressOf(request: Request): string | undefined {
  // Express looks at the headers each time it is asked.
  return (request.res!.locals.address ??= readAddress(request))
}

function readAddress(request: Request): string | undefined {
  const told = request.ip ?? ''
  if (isIPv4(told)) return told
  // A proxy may pass on what is no address.
  const address = ipaddr.isValid(told) ? told : request.socket.remoteAddress
  return address === undefined ? undefined : ipaddr.process(address).toString()
}

/** Who is counted as one: an IPv4 address, or the network of an IPv6 address, of which a caller may have all. */
export function networkOf(request: Request): string {
  const address = addressOf(request) ?? ''
  if (address === '' || isIPv4(address)) return address
  return `${ipaddr.IPv6.parse(address).parts.slice(0, 4).map((part) => part.toString(16)).join(':')}::/64`
}
