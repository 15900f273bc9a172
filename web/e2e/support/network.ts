import { connect, createServer, type Socket } from 'node:net';

export interface Relay {
  /** The server, seen from the other address. */
  url: string;
  close: () => Promise<void>;
}

/**
 * Carries connections to the server from an address of 127/8 of its own (Linux has all of them): reports from one address on
 * one day count as one, and its measure is used up by nobody else.
 */
export async function relay(to: string): Promise<Relay> {
  const { hostname: host, port } = new URL(to);
  const localAddress = `127.${among(1, 254)}.${among(0, 255)}.${among(2, 254)}`;
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const onward = connect({ host, port: Number(port || 80), localAddress });
    for (const [one, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the relay has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
}

function among(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
