import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { spawnPinned } from './process.ts'
import { freePort } from './servers.ts'
import type { Server } from './servers.ts'

// Debian puts it where only root's PATH looks.
const PLACES = ['nginx', '/usr/sbin/nginx']

/** Why there is no nginx to compare with, or where it is. */
export function findNginx(): { command: string } | { reason: string } {
  for (const command of PLACES) {
    try {
      const built = execFileSync('sh', ['-c', `${command} -V 2>&1`], { encoding: 'utf8' })
      if (built.includes('http_dav_module')) return { command }
      return { reason: 'this nginx lacks the dav module (Debian: nginx-full)' }
    } catch {
      // Not there; the next place.
    }
  }
  return { reason: 'nginx is not installed' }
}

/** One worker on the measured core; serves `<folder>/www`, takes PUT, otherwise as Debian sets it up. */
export async function startNginx(command: string, folder: string): Promise<Server> {
  const port = await freePort()
  mkdirSync(join(folder, 'www'), { recursive: true })
  const config = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    config,
    `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 768; }
http {
  sendfile on; tcp_nopush on; types_hash_max_size 2048; access_log off;
  ${temporary.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  server {
    listen 127.0.0.1:${port}; root ${folder}/www;
    client_max_body_size 0;
    location / { dav_methods PUT; }
  }
}
`,
  )
  const child = spawnPinned(command, ['-c', config, '-e', `${folder}/error.log`])
  for (let tries = 0; tries < 200; tries += 1) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (answered) return { ...child, port }
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  await child.stop()
  throw new Error('nginx does not answer')
}
