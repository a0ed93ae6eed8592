/** A server in a process of its own, to be killed: prints its URL and serves until then. */
import { createServer } from '../../src/server/create-server.ts';

const [database = ''] = process.argv.slice(2);
const server = await createServer({ port: 0, database });
await server.start();
process.once('SIGTERM', () => void server.stop());
process.stdout.write(`${server.url}\n`);
