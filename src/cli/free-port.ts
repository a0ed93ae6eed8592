import { createServer } from 'node:net';

/** Whether a program could listen there now. */
export function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** The first free port from the one given on; undefined when the next hundred are all taken. */
export async function findFreePort(host: string, from: number): Promise<number | undefined> {
  for (let port = from; port < from + 100; port += 1) {
    if (await isPortFree(host, port)) return port;
  }
  return undefined;
}
