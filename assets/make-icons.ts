import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { icns, ico } from './containers.ts'
import type { Picture } from './containers.ts'
import * as drawings from './drawings.ts'

/** `node assets/make-icons.ts`: makes every icon from the drawings. Run by hand; what it makes is in the repository. */
const here = import.meta.dirname
const SMALL = [16, 24, 32]
const LARGE = [48, 64, 128, 256, 512, 1024]

/** A drawing as a picture of that many pixels, drawn at that size and not scaled from another. */
async function paint(drawing: string, size: number): Promise<Picture> {
  const width = Number(/viewBox="0 0 (\d+)/.exec(drawing)?.[1])
  const pixels = sharp(Buffer.from(drawing), { density: (72 * size) / width }).resize(size, size)
  return { size, bytes: await pixels.png({ compressionLevel: 9 }).toBuffer() }
}
const paintAll = (drawing: string, sizes: readonly number[]) => Promise.all(sizes.map((size) => paint(drawing, size)))
const save = (name: string, content: string | Buffer) => writeFile(join(here, name), content)

for (const folder of ['icons', 'tray']) {
  await rm(join(here, folder), { recursive: true, force: true })
  await mkdir(join(here, folder))
}
await save('icon.svg', drawings.icon)
await save('favicon.svg', drawings.smallIcon)
await save('apple-touch-icon.png', (await paint(drawings.touchIcon, 180)).bytes)

const small = await paintAll(drawings.smallIcon, SMALL)
const large = await paintAll(drawings.icon, LARGE)
for (const { size, bytes } of [...small, ...large]) await save(`icons/${size}x${size}.png`, bytes)
await save('icon.ico', ico([...small, ...large.filter(({ size }) => size <= 256)]))
await save('icon.icns', icns([...small, ...(await paintAll(drawings.macIcon, LARGE))]))

const tray = {
  tray: drawings.smallIcon,
  'tray-unread': drawings.trayUnread,
  trayTemplate: drawings.template,
  'tray-unreadTemplate': drawings.templateUnread,
  'overlay-unread': drawings.overlay,
}
for (const [name, drawing] of Object.entries(tray)) {
  await save(`tray/${name}.png`, (await paint(drawing, 16)).bytes)
  await save(`tray/${name}@2x.png`, (await paint(drawing, 32)).bytes)
}
