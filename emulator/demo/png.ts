import { crc32, deflateSync } from 'node:zlib'

/** A line chart as a small, valid grayscale PNG, one pixel per value, to avoid an image file in the repository. */
export function lineChart(values: readonly number[], height: number): Uint8Array {
  const width = values.length
  const top = Math.max(...values)
  const rows = Buffer.alloc((width + 1) * height, 0xff)
  for (let y = 0; y < height; y += 1) rows[y * (width + 1)] = 0 // each row starts with its filter: none
  for (const [x, value] of values.entries()) {
    const filled = Math.max(1, Math.round((value / top) * (height - 4)))
    for (let y = height - filled; y < height; y += 1)
      rows[y * (width + 1) + 1 + x] = y === height - filled ? 0x10 : 0xc0
  }

  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8) // 8 bits, grayscale, deflate, adaptive filters, not interlaced
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(typed.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(typed, 4)
  framed.writeUInt32BE(crc32(typed), typed.length + 4)
  return framed
}
