import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A page as small as one can be: the shell's tests are not about ours. Beside it lies what must never be served. */
export function makeBundle(folder: string): string {
  const bundle = join(folder, 'bundle')
  mkdirSync(join(bundle, 'assets'), { recursive: true })
  writeFileSync(
    join(bundle, 'index.html'),
    '<!doctype html><html lang="en"><title>stuffchat</title><script type="module" src="/assets/page-abc123.js"></script>',
  )
  writeFileSync(
    join(bundle, 'assets/page-abc123.js'),
    // What our own page does at the end: it is in no call, so it need not be waited for.
    'document.title = `page of ${location.pathname}`\ndesktop.on("app_closing", () => desktop.app.left())\n',
  )
  writeFileSync(join(bundle, '.secret'), 'secret')
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  symlinkSync(join(folder, 'outside.txt'), join(bundle, 'assets/link.txt'))
  return bundle
}
