/** `node restore-child.ts DATA_DIR SOURCE STEP`: restores, and dies by SIGKILL right before that step. */
import process from 'node:process'
import { restoreRoom } from '../../backup/restore.ts'

const [dataDir = '', source = '', step = ''] = process.argv.slice(2)
await restoreRoom(
  { dataDir, source },
  {
    beforeStep(next) {
      if (next === step) process.kill(process.pid, 'SIGKILL')
    },
  },
)
