/**
 * Keeps web pages away from a server that is not theirs, above all from one on the loopback interface. A page of any site can make a
 * browser send requests to 127.0.0.1, and, by letting its own host name resolve to it, read the
 * answers. Such requests name a foreign host or origin.
 */
import type { IncomingMessage } from 'node:http';

/** Whether the address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return loopbackPattern.test(host);
}

/** Why a request to a loopback server is refused, or undefined. */
export function foreignAccess({ headers }: IncomingMessage): string | undefined {
  const { host = '', origin } = headers;
  if (!isLoopback(host.replace(portPattern, ''))) {
    return `The Host header names "${host}", and this server is on the loopback interface. Use localhost or 127.0.0.1, or start the server on the address it is reached at.`;
  }
  if (origin !== undefined && !isLoopback(hostNameOf(origin))) {
    return `The request comes from a page of "${origin}", and this server is on the loopback interface. Only pages of this machine may call it.`;
  }
  return undefined;
}

/**
 * Why a page may not open a WebSocket to a server that others can reach, or undefined. Browsers keep
 * pages of other sites from calling it over HTTP, but not from that.
 */
export function foreignPage({ headers }: IncomingMessage): string | undefined {
  const { host, origin, 'x-forwarded-host': forwardedHost } = headers;
  if (origin === undefined) return undefined;
  const from = URL.canParse(origin) ? new URL(origin).host : '';
  if (from !== '' && (from === host || from === forwardedHost)) return undefined;
  return `The WebSocket is opened by a page of "${origin}", and the server is asked as "${host}". Only its own pages may do that. If a proxy is in between, have it pass on the Host header, or add X-Forwarded-Host.`;
}

const loopbackPattern = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;
const portPattern = /:\d+$/;

function hostNameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
