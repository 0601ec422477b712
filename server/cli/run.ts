import process from 'node:process'
import { VERSION } from '../version.ts'
import { defaultDataDir, readArguments } from './arguments.ts'

/** Does what the command line says. Rejects with a sentence. */
export async function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const invocation = readArguments(argv, env, process.platform)
  switch (invocation.kind) {
    case 'help': {
      const { help } = await import('./help.ts')
      process.stdout.write(help(defaultDataDir(env, process.platform)))
      return
    }
    case 'version':
      process.stdout.write(`${VERSION}\n`)
      return
    case 'serve': {
      const { serve } = await import('./serve.ts')
      await serve(invocation)
      return
    }
    case 'grant': {
      const { grantAdmin } = await import('./grant.ts')
      await grantAdmin(invocation)
      return
    }
    case 'discover': {
      const { discover } = await import('./discover.ts')
      await discover(invocation)
      return
    }
    case 'doctor': {
      const { doctor } = await import('./doctor.ts')
      await doctor(invocation)
      return
    }
    case 'backup':
    case 'restore': {
      const { copyRoom } = await import('./copy.ts')
      await copyRoom(invocation)
    }
  }
}
