/** The door to the server: `junjo/server`. */
export { createServer, type JunjoServer, type ServerOptions } from './create-server.ts';
