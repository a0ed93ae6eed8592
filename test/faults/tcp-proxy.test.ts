import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

/** Answers everything with what came, keeps that, and has its connections looked at. */
let echo: Server;
let echoSockets: Socket[];
let received: string;
let proxy: TcpProxy;
let opened: Socket[];

beforeEach(async () => {
  echoSockets = [];
  opened = [];
  received = '';
  echo = createServer((socket) => {
    echoSockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      received += bytes.toString();
      socket.write(bytes);
    });
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.open({ host: '127.0.0.1', port: portOf(echo) });
});

afterEach(async () => {
  for (const socket of [...opened, ...echoSockets]) socket.destroy();
  await proxy.close();
  echo.close();
});

test('passes on what comes, both ways, and the end of it', async () => {
  const client = await open();
  expect(await ask(client, 'one')).toBe('one');
  expect(await ask(client, 'two')).toBe('two');
  client.end();
  await once(client, 'close');
  expect(received).toBe('onetwo');
  expect(proxy.counts).toEqual({ accepted: 1, refused: 0, reset: 0 });
});

test('passes on more than fits into the buffers of a connection, in its order', async () => {
  const client = await open();
  const text = Array.from({ length: 200_000 }, (_, at) => `${at},`).join('');
  let answer = '';
  client.on('data', (bytes) => {
    answer += bytes.toString();
    if (answer.length === text.length) client.emit('whole');
  });
  const whole = once(client, 'whole');
  client.write(text);
  await whole;
  expect(answer).toBe(text);
});

test('takes so much longer in each direction', async () => {
  const client = await open();
  proxy.setLatency(30);
  const since = performance.now();
  expect(await ask(client, 'slow')).toBe('slow');
  expect(performance.now() - since).toBeGreaterThanOrEqual(60);
});

test('resets all connections, and both ends are told', async () => {
  const clients = [await open(), await open()];
  for (const client of clients) await ask(client, 'x');
  const ends = [...clients, ...echoSockets].map(errorOf);
  expect(proxy.resetAll()).toBe(2);
  expect(await Promise.all(ends)).toEqual(Array(4).fill('ECONNRESET'));
  expect(await ask(await open(), 'again')).toBe('again');
});

test('refuses new connections for as long as it is told to, and leaves the others', async () => {
  const client = await open();
  await ask(client, 'x');
  proxy.refuse(true);
  expect(await errorOf(connectToProxy())).toBe('ECONNRESET');
  expect(await ask(client, 'still')).toBe('still');
  proxy.refuse(false);
  expect(await ask(await open(), 'again')).toBe('again');
  expect(proxy.counts.refused).toBe(1);
});

test('is a black hole in both directions, and passes on afterwards what was held back', async () => {
  const client = await open();
  await ask(client, 'x');
  proxy.hold('TO_TARGET', 'TO_CLIENT');
  client.write('held');
  // A round trip over a connection of its own: what was to pass has had every chance to.
  await roundTripBeside();
  expect(received).toBe('x');
  proxy.release();
  expect(await read(client, 4)).toBe('held');
});

test('is a black hole in one direction: the request arrives, the answer does not', async () => {
  const client = await open();
  await ask(client, 'x');
  proxy.hold('TO_CLIENT');
  const arrived = once(only(echoSockets), 'data');
  client.write('done');
  await arrived;
  expect(received).toBe('xdone');
  expect(client.bytesRead).toBe(1);
  proxy.release();
  expect(await read(client, 4)).toBe('done');
});

test('leaves connections half open: neither end hears of the other, and new ones work', async () => {
  const client = await open();
  await ask(client, 'x');
  expect(proxy.abandonAll()).toBe(1);
  client.write('lost');
  client.end();
  const other = await open();
  expect(await ask(other, 'y')).toBe('y');
  expect(received).toBe('xy');
  const [kept] = echoSockets;
  expect(kept?.readableEnded).toBe(false);
  expect(client.readableEnded).toBe(false);
  // Nor does a black hole that ends bring them back.
  proxy.release();
  expect(await ask(other, 'z')).toBe('z');
  expect(received).toBe('xyz');
});

test('cuts after so many bytes: those arrive, and no other', async () => {
  const client = await open();
  await ask(client, 'x');
  const cut = proxy.cutAfter(4, 'TO_TARGET');
  const told = errorOf(client);
  const arrived = once(only(echoSockets), 'data');
  client.write('abcdefgh');
  await arrived;
  await cut;
  expect(await told).toBe('ECONNRESET');
  expect(received).toBe('xabcd');
});

test('counts bytes over connections, and cuts only the one that is reached', async () => {
  const [first, second] = [await open(), await open()];
  const cut = proxy.cutAfter(6, 'TO_CLIENT');
  expect(await ask(first, 'abcd')).toBe('abcd');
  // A connection that ends while there is something to read is closed without an error.
  const closed = once(second, 'close');
  second.resume();
  second.write('efgh');
  await cut;
  await closed;
  expect(second.bytesRead).toBe(2);
  expect(await ask(first, 'on')).toBe('on');
});

test('loses the answer to one request: it is done, and nobody hears of it', async () => {
  const [other, client] = [await open(), await open()];
  await ask(client, 'x');
  const lost = proxy.loseAnswer({ request: 'COMMIT', answer: 'COMMIT' });
  const told = errorOf(client);
  // Split anywhere, and with something before it that is answered as well.
  client.write('say; COM');
  expect(await read(client, 8)).toBe('say; COM');
  client.write('MIT');
  expect(await ask(other, 'beside')).toBe('beside');
  client.write('. COMMIT');
  await lost;
  expect(await told).toBe('ECONNRESET');
  expect(received.replace('beside', '')).toBe('xsay; COMMIT. COMMIT');
  expect(client.bytesRead).toBe(9);
  expect(await ask(await open(), 'COMMIT')).toBe('COMMIT');
});

test('loses one request: it never arrives', async () => {
  const client = await open();
  await ask(client, 'x');
  const lost = proxy.loseRequest('COMMIT');
  const told = errorOf(client);
  client.write('COMMIT');
  await lost;
  expect(await told).toBe('ECONNRESET');
  expect(received).toBe('x');
  expect(await ask(await open(), 'COMMIT')).toBe('COMMIT');
});

test('loses nothing that it was told to and then not to', async () => {
  void proxy.loseRequest('COMMIT');
  proxy.disarm();
  expect(await ask(await open(), 'COMMIT')).toBe('COMMIT');
});

test('sends new connections elsewhere, and leaves the others', async () => {
  const client = await open();
  await ask(client, 'x');
  const elsewhere = createServer((socket) => socket.end('elsewhere'));
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  try {
    proxy.retarget({ host: '127.0.0.1', port: portOf(elsewhere) });
    expect(await read(connectToProxy(), 9)).toBe('elsewhere');
    expect(await ask(client, 'here')).toBe('here');
  } finally {
    elsewhere.close();
  }
});

test('tells its clients at once when the target is not there', async () => {
  const gone = createServer();
  gone.listen(0, '127.0.0.1');
  await once(gone, 'listening');
  proxy.retarget({ host: '127.0.0.1', port: portOf(gone) });
  gone.close();
  await once(gone, 'close');
  expect(await errorOf(connectToProxy())).toBe('ECONNRESET');
});

function connectToProxy(): Socket {
  const socket = connect(proxy.port, proxy.host);
  opened.push(socket);
  socket.on('error', () => undefined);
  return socket;
}

async function open(): Promise<Socket> {
  const socket = connectToProxy();
  const arrival = once(echo, 'connection');
  await once(socket, 'connect');
  await arrival;
  return socket;
}

async function ask(socket: Socket, text: string): Promise<string> {
  const answer = read(socket, text.length);
  socket.write(text);
  return await answer;
}

/** The next so many characters. */
function read(socket: Socket, length: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.once('close', () => reject(new Error(`It was closed after "${text}".`)));
    socket.on('data', function listen(bytes) {
      text += bytes.toString();
      if (text.length < length) return;
      socket.off('data', listen);
      resolve(text);
    });
  });
}

/** How the connection ends: the code of its error. */
async function errorOf(socket: Socket): Promise<string> {
  const error = new Promise<string>((resolve) => {
    socket.once('error', (fault: Error & { code?: string }) => resolve(fault.code ?? ''));
    socket.once('close', () => resolve('closed without an error'));
  });
  return await error;
}

async function roundTripBeside(): Promise<void> {
  const socket = connect(portOf(echo), '127.0.0.1');
  opened.push(socket);
  const before = received;
  await ask(socket, 'beside');
  received = before;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen.');
  return address.port;
}

function only(sockets: readonly Socket[]): Socket {
  const [socket, ...others] = sockets;
  if (socket === undefined || others.length > 0) throw new Error('It is not the only one.');
  return socket;
}
