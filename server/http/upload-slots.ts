import { slowDown } from '#protocol/errors.ts'

const RETRY_SECS = 5

/** How many uploads of one user may be under way at once, whatever they are of. */
export function createUploadSlots(perUser: number) {
  const underWay = new Map<string, number>()
  return async <T>(userId: string, upload: () => Promise<T>): Promise<T> => {
    const count = underWay.get(userId) ?? 0
    if (count >= perUser) throw slowDown(RETRY_SECS)
    underWay.set(userId, count + 1)
    try {
      return await upload()
    } finally {
      const left = (underWay.get(userId) ?? 1) - 1
      if (left === 0) underWay.delete(userId)
      else underWay.set(userId, left)
    }
  }
}
