/**
 * While a server is loaded. V8 doubles its space for new objects as long as much of what is new stays,
 * which is so of everything that is loaded, and keeps that space afterwards: 33 MB of which an idle
 * server has no use. So it does not grow meanwhile. Afterwards it may, and does when there is work.
 */
import { setFlagsFromString } from 'node:v8';

/** The flag is looked at whenever the space would grow; elsewhere nothing depends on it. */
export async function withoutGrowth<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  setFlagsFromString('--semi-space-growth-factor=1');
  try {
    return await load();
  } finally {
    setFlagsFromString('--semi-space-growth-factor=2');
  }
}
