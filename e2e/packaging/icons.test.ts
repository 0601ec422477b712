import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import * as drawings from '../../assets/drawings.ts'
import { project } from './checkout.ts'

const assets = join(project, 'assets')
const sizeOf = async (bytes: Buffer) => {
  const { format, width, height } = await sharp(bytes).metadata()
  return `${format} ${width}x${height}`
}

test('[PK9] each icon has the size of its name, and a double for fine screens', async () => {
  for (const file of await readdir(join(assets, 'icons')))
    expect(await sizeOf(await readFile(join(assets, 'icons', file)))).toBe(`png ${file.replace('.png', '')}`)
  for (const file of await readdir(join(assets, 'tray'))) {
    const size = file.includes('@2x') ? 32 : 16
    expect(await sizeOf(await readFile(join(assets, 'tray', file))), file).toBe(`png ${size}x${size}`)
  }
})

test('[PK9] icon.ico lists pictures that are where it says', async () => {
  const bytes = await readFile(join(assets, 'icon.ico'))
  const found: string[] = []
  for (let at = 6; at < 6 + 16 * bytes.readUInt16LE(4); at += 16) {
    const [length, offset] = [bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 12)]
    const size = bytes.readUInt8(at) || 256
    expect(await sizeOf(bytes.subarray(offset, offset + length))).toBe(`png ${size}x${size}`)
    found.push(String(size))
  }
  expect(found).toEqual(['16', '24', '32', '48', '64', '128', '256'])
})

test('[PK9] icon.icns is a row of pictures to its last byte, the largest 1024 px', async () => {
  const bytes = await readFile(join(assets, 'icon.icns'))
  expect(bytes.toString('ascii', 0, 4)).toBe('icns')
  expect(bytes.readUInt32BE(4)).toBe(bytes.length)
  const found: string[] = []
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4)) {
    const size = await sizeOf(bytes.subarray(at + 8, at + bytes.readUInt32BE(at + 4)))
    found.push(`${bytes.toString('ascii', at, at + 4)} ${size}`)
  }
  expect(found).toContain('ic10 png 1024x1024')
  expect(found).toHaveLength(10)
})

test('[PK9] the files are those of the drawings', async () => {
  expect(await readFile(join(assets, 'icon.svg'), 'utf8')).toBe(drawings.icon)
  expect(await readFile(join(assets, 'favicon.svg'), 'utf8')).toBe(drawings.smallIcon)
})

test('[PK9] a template image is black, with its shape in the transparency alone', async () => {
  for (const file of ['trayTemplate.png', 'tray-unreadTemplate@2x.png']) {
    const { data, info } = await sharp(join(assets, 'tray', file))
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(info.channels).toBe(4)
    for (let at = 0; at < data.length; at += 4) expect([data[at], data[at + 1], data[at + 2]]).toEqual([0, 0, 0])
  }
})
