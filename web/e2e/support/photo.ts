import { crc32, deflateSync } from 'node:zlib';

/** Where the picture was taken, as a phone writes it beside the picture. */
export const PLACE = 'GPS 21.9999N 105.9999E Xom Mau';
/** Points of a side. */
export const SIDE = 24;

/** A small picture with a place in it. */
export function photo(): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(SIDE, 0);
  head.writeUInt32BE(SIDE, 4);
  // Eight bits of red, green and blue.
  head.set([8, 2, 0, 0, 0], 8);
  // A line is a filter of its own and its points.
  const lines = Buffer.concat(
    Array.from({ length: SIDE }, (_, y) => Buffer.concat([Buffer.alloc(1), Buffer.alloc(SIDE * 3, y * 10)])),
  );
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    // Exif without an entry, and the place behind it.
    chunk('eXIf', Buffer.from(`MM\0*\0\0\0\x08\0\0\0\0\0\0${PLACE}`, 'latin1')),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const out = Buffer.alloc(8 + named.length);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), 4 + named.length);
  return out;
}
