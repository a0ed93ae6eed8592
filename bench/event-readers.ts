/** Subscriptions as cheap as they can be read, so that reading takes little from what is measured. */
import { request as send } from 'node:http';
import WebSocket from 'ws';

export type Transport = 'sse' | 'websocket';

export interface Reading {
  readonly url: string;
  readonly query: string;
  readonly variables: object;
  /** Told of each message of results; the bytes are only good until it answers. */
  readonly onMessage: (message: Buffer) => void;
  /** Told once of an end that nobody asked for. */
  readonly onBreak: (what: string) => void;
}

/** Begins to read; the answer ends it. */
export function readEvents(transport: Transport, reading: Reading): () => void {
  return transport === 'sse' ? readStream(reading) : readSocket(reading);
}

function readStream({ url, query, variables, onMessage, onBreak }: Reading): () => void {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  let isLeft = false;
  const request = send(`${url}/graphql`, { method: 'POST', headers, agent: false }, (response) => {
    if (response.statusCode !== 200) onBreak(`status ${response.statusCode}`);
    let rest: Buffer | undefined;
    response.on('data', (chunk: Buffer) => {
      const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (;;) {
        const end = bytes.indexOf('\n\n', from);
        if (end < 0) break;
        // What begins with a colon is only there to keep the connection alive.
        if (bytes[from] !== colon) takeFrame(bytes.subarray(from, end));
        from = end + 2;
      }
      rest = from < bytes.length ? bytes.subarray(from) : undefined;
    });
    response.on('close', () => breakOff('the stream was closed'));
  });
  const breakOff = (what: string) => {
    if (!isLeft) onBreak(what);
    isLeft = true;
  };
  const takeFrame = (frame: Buffer) => {
    if (frame.includes('event: complete')) breakOff('the stream is complete');
    else if (frame.includes('data: {')) onMessage(frame);
  };
  request.on('error', (error) => breakOff(error.message));
  request.end(JSON.stringify({ query, variables }));
  return () => {
    isLeft = true;
    // A connection that is reset leaves no trace in the kernel, which thousands would fill.
    request.socket?.resetAndDestroy();
  };
}

const colon = ':'.charCodeAt(0);

function readSocket({ url, query, variables, onMessage, onBreak }: Reading): () => void {
  const address = `${url.replace('http', 'ws')}/graphql`;
  const socket = new WebSocket(address, 'graphql-transport-ws', { perMessageDeflate: false });
  let isLeft = false;
  const breakOff = (what: string) => {
    if (!isLeft) onBreak(what);
    isLeft = true;
  };
  const tell = (message: object) => socket.send(JSON.stringify(message));
  socket.on('open', () => tell({ type: 'connection_init' }));
  socket.on('message', (message: Buffer) => {
    const type = /"type":"(\w+)"/.exec(message.toString('latin1', 0, 60))?.[1];
    if (type === 'next') onMessage(message);
    else if (type === 'connection_ack')
      tell({ id: '1', type: 'subscribe', payload: { query, variables } });
    else if (type === 'ping') tell({ type: 'pong' });
    else breakOff(message.toString());
  });
  socket.on('error', (error) => breakOff(error.message));
  socket.on('close', (code) => breakOff(`the socket was closed with ${code}`));
  return () => {
    isLeft = true;
    socket.terminate();
  };
}
