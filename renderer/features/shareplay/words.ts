/** One thing to play for each line, when all that was pasted are links; null: it is a single text. */
export function linesOf(text: string): string[] | null {
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return lines.length > 1 && lines.every((line) => /^https?:\/\/\S+$/i.test(line)) ? lines : null
}

/** The links of what was dropped from another window (`text/uri-list`): its comments are none. */
export const linksOf = (uriList: string): string[] =>
  uriList
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => /^https?:\/\//i.test(line))

/** The id of a file by its address: `/files/{id}/{name}`. */
export const fileIdOf = (fileUrl: string): string | null =>
  /^\/files\/([0-9a-f-]{36})(?:\/|$)/.exec(fileUrl)?.[1] ?? null
