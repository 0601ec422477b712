/**
 * The arguments for yt-dlp. Nothing here comes from a person but the target, and that stands behind `--`, where nothing
 * is an option any more. The proxy's credential can be read by other users of the host's machine while the job runs; all
 * that it is good for is reaching public addresses.
 */
const ALWAYS: readonly string[] = [
  '--ignore-config',
  '--no-cookies',
  '--no-cookies-from-browser',
  '--no-cache-dir',
  '--no-exec',
  '--no-warnings',
  '--socket-timeout=20',
  '--retries=3',
  '--fragment-retries=3',
]

/** What browsers play, the best of each; the last of them is judged by its bytes. */
const FORMATS = ['m4a', 'webm', 'mp3', 'opus', 'ogg'].map((ext) => `bestaudio[ext=${ext}]`).join('/') + '/bestaudio'

/** How its lines begin that are meant for us. */
export const LINES = { about: 'stuffchat-about ', progress: 'stuffchat-progress ', file: 'stuffchat-file ' } as const
const ABOUT = 'id,title,track,artist,channel,uploader,duration,live_status'

export function downloadArguments(options: {
  target: string
  proxy: string
  maxBytes: number
  maxSecs: number
}): string[] {
  return [
    ...ALWAYS,
    `--proxy=${options.proxy}`,
    '--no-playlist',
    `--format=${FORMATS}`,
    `--max-filesize=${options.maxBytes}`,
    // A video whose length is unknown passes; its file is measured.
    `--match-filter=duration<=?${options.maxSecs} & !is_live`,
    '--fixup=never',
    '--no-mtime',
    '--no-simulate',
    '--newline',
    '--progress',
    `--progress-template=download:${LINES.progress}%(progress.{downloaded_bytes,total_bytes,total_bytes_estimate})j`,
    `--print=pre_process:${LINES.about}%(.{${ABOUT}})j`,
    `--print=after_move:${LINES.file}%(filepath)j`,
    '--output=song.%(ext)s',
    '--write-thumbnail',
    '--output=thumbnail:cover.%(ext)s',
    '--',
    options.target,
  ]
}

/** `most` + 1 entries at most, so that one can tell whether there are more. */
export const listArguments = (options: { target: string; proxy: string; most: number }): string[] => [
  ...ALWAYS,
  `--proxy=${options.proxy}`,
  '--yes-playlist',
  '--flat-playlist',
  `--playlist-items=1:${options.most + 1}`,
  '--dump-single-json',
  '--',
  options.target,
]

/** The first that is found: words, whatever they look like, are one word of a search. */
export const searchTarget = (words: string): string => `ytsearch1:${words.replace(/[\p{Cc}\s]+/gu, ' ').trim()}`
